package parser_test

import (
	"fmt"
	"math/rand/v2"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// sample is a message that a program of an earlier version has written.
type sample struct {
	typ   protoreflect.MessageDescriptor
	bytes []byte
}

// samplesKept bounds how many messages of one past are read again in every version.
const samplesKept = 8

// decode reads the messages of every earlier version in this one, as the documentation of protobuf promises, and adds some.
func (p *past) decode(r *rand.Rand, types map[string]protoreflect.MessageDescriptor) (problems []string) {
	for _, full := range sortedKeys(types) {
		s := p.scopes[full]
		if s == nil {
			continue
		}
		for _, one := range s.samples {
			was, now := dynamicpb.NewMessage(one.typ), dynamicpb.NewMessage(types[full])
			if err := proto.Unmarshal(one.bytes, was); err != nil {
				problems = append(problems, err.Error())
			}
			if err := proto.Unmarshal(one.bytes, now); err != nil {
				problems = append(problems, fmt.Sprintf("%s: bytes of an earlier version: %v", full, err))
				continue
			}
			problems = append(problems, p.compare(was, now)...)
		}
		if len(s.samples) >= samplesKept {
			i := r.IntN(len(s.samples))
			s.samples = append(s.samples[:i:i], s.samples[i+1:]...)
		}
		m := dynamicpb.NewMessage(types[full])
		fill(r, m, 0)
		bytes, err := proto.Marshal(m)
		if err != nil {
			problems = append(problems, err.Error())
		}
		s.samples = append(s.samples, sample{types[full], bytes})
	}
	return problems
}

// compare holds what an earlier version wrote against what this one reads.
func (p *past) compare(was, now protoreflect.Message) (problems []string) {
	full := string(now.Descriptor().FullName())
	say := func(format string, args ...any) { problems = append(problems, full+": "+fmt.Sprintf(format, args...)) }
	warned := map[int32]bool{}
	if s := p.scopes[full]; s != nil {
		warned = s.warned
	}
	was.Range(func(fd protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		nf := now.Descriptor().Fields().ByNumber(fd.Number())
		switch {
		case nf == nil:
			if len(now.GetUnknown()) == 0 {
				say("field %d of an earlier version is neither known nor unknown", fd.Number())
			}
		case warned[int32(fd.Number())]:
		case !now.Has(nf):
			if nf.HasPresence() || !isZero(fd, v) {
				say("field %d of an earlier version is lost", fd.Number())
			}
		case !sameType(fd, nf):
			say("field %d was %v and is %v", fd.Number(), fd.Kind(), nf.Kind())
		default:
			problems = append(problems, p.compareValues(fd, v, now.Get(nf))...)
		}
		return true
	})
	now.Range(func(nf protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
		if fd := was.Descriptor().Fields().ByNumber(nf.Number()); fd == nil || !was.Has(fd) {
			say("field %d is set, which an earlier version has not written", nf.Number())
		}
		return true
	})
	return problems
}

func isZero(fd protoreflect.FieldDescriptor, v protoreflect.Value) bool {
	return !fd.IsList() && !fd.IsMap() && fd.Message() == nil && v.Equal(fd.Default())
}

func sameType(a, b protoreflect.FieldDescriptor) bool {
	if a.IsMap() && b.IsMap() {
		return a.MapKey().Kind() == b.MapKey().Kind() && a.MapValue().Kind() == b.MapValue().Kind()
	}
	return a.Kind() == b.Kind() && a.IsList() == b.IsList() && a.IsMap() == b.IsMap()
}

func (p *past) compareValues(fd protoreflect.FieldDescriptor, was, now protoreflect.Value) (problems []string) {
	differ := func() {
		problems = append(problems, fmt.Sprintf("%s was %v and is read as %v", fd.FullName(), was, now))
	}
	one := func(message bool, was, now protoreflect.Value) {
		if message {
			problems = append(problems, p.compare(was.Message(), now.Message())...)
		} else if !was.Equal(now) {
			differ()
		}
	}
	switch {
	case fd.IsMap():
		if was.Map().Len() != now.Map().Len() {
			differ()
			return problems
		}
		was.Map().Range(func(k protoreflect.MapKey, v protoreflect.Value) bool {
			one(fd.MapValue().Message() != nil, v, now.Map().Get(k))
			return true
		})
	case fd.IsList():
		if was.List().Len() != now.List().Len() {
			differ()
			return problems
		}
		for i := range was.List().Len() {
			one(fd.Message() != nil, was.List().Get(i), now.List().Get(i))
		}
	default:
		one(fd.Message() != nil, was, now)
	}
	return problems
}

// fill sets random fields to random values.
func fill(r *rand.Rand, m protoreflect.Message, depth int) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		fd := fields.Get(i)
		if r.IntN(4) == 0 || depth > 2 {
			continue
		}
		switch {
		case fd.IsMap():
			for range r.IntN(3) {
				m.Mutable(fd).Map().Set(random(r, fd.MapKey(), m.NewField(fd), depth).MapKey(), random(r, fd.MapValue(), m.Mutable(fd).Map().NewValue(), depth))
			}
		case fd.IsList():
			for range r.IntN(3) {
				var fresh protoreflect.Value
				if fd.Message() != nil {
					fresh = m.Mutable(fd).List().NewElement()
				}
				m.Mutable(fd).List().Append(random(r, fd, fresh, depth))
			}
		default:
			m.Set(fd, random(r, fd, m.NewField(fd), depth))
		}
	}
}

// random returns a value of a field's kind; fresh is an empty message for those that are one.
func random(r *rand.Rand, fd protoreflect.FieldDescriptor, fresh protoreflect.Value, depth int) protoreflect.Value {
	n := r.Int64() >> r.IntN(64)
	if r.IntN(2) == 0 {
		n = -n
	}
	switch fd.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOf(n%2 == 0)
	case protoreflect.StringKind:
		return protoreflect.ValueOf(fmt.Sprint(n))
	case protoreflect.BytesKind:
		return protoreflect.ValueOf([]byte(fmt.Sprint(n)))
	case protoreflect.DoubleKind:
		return protoreflect.ValueOf(float64(n) / 8)
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		return protoreflect.ValueOf(n)
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return protoreflect.ValueOf(uint64(n))
	case protoreflect.Uint32Kind:
		return protoreflect.ValueOf(uint32(n))
	case protoreflect.EnumKind:
		return protoreflect.ValueOf(protoreflect.EnumNumber(n % 8))
	case protoreflect.MessageKind:
		fill(r, fresh.Message(), depth+1)
		return fresh
	}
	return protoreflect.ValueOf(int32(n))
}
