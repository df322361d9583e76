package runtime

import (
	"reflect"
	"slices"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// demands finds what the records of a message, and of those that it holds, ask for: what package wire counts when it reads
// them, and never more.
type demands struct {
	known map[*structView]*wire.Demand
	all   []*wire.Demand
}

// demandOf returns what the records of a message ask for. Fields that ask for nothing are left out.
func demandOf(s *structView) *wire.Demand {
	found := demands{known: map[*structView]*wire.Demand{}}
	root := found.of(s)
	asking := map[*wire.Demand]bool{}
	idle := func(m *wire.Demand) func(wire.FieldDemand) bool {
		return func(f wire.FieldDemand) bool {
			for bit, size := range m.Once {
				if size > 0 && f.Once&(1<<bit) != 0 {
					return false
				}
			}
			return f.Each == 0 && !asking[f.Message]
		}
	}
	for more := true; more; { // one more is found that leads to another
		more = false
		for _, m := range found.all {
			if asks := slices.ContainsFunc(m.Fields, func(f wire.FieldDemand) bool { return !idle(m)(f) }); asks && !asking[m] {
				asking[m], more = true, true
			}
		}
	}
	for _, m := range found.all {
		m.Fields = slices.DeleteFunc(m.Fields, idle(m))
	}
	return root
}

func (d *demands) of(s *structView) *wire.Demand {
	if m := d.known[s]; m != nil {
		return m
	}
	m := &wire.Demand{}
	d.known[s] = m
	d.all = append(d.all, m)
	made := map[string]uint64{}
	for i := range s.fields {
		d.add(m, &s.fields[i], made)
	}
	return m
}

// add adds what a field asks for. made has the bits of embedded structs.
func (d *demands) add(m *wire.Demand, v *fieldView, made map[string]uint64) {
	f := wire.FieldDemand{}
	switch c := v.conv.(type) {
	case *listConverter:
		f.Each, f.Repeated = countedBy(c.t.Elem())+pointedTo(c.elem), true
		f.Message = d.within(c.elem)
	case *arrayConverter:
		f.Each, f.Repeated, f.Message = pointedTo(c.elem), true, d.within(c.elem)
	case *mapConverter:
		f.Each, f.Repeated = countedBy(c.t.Key())+countedBy(c.t.Elem())+pointedTo(c.value), true
		f.Message = d.entry(d.within(c.value))
	case *optionalConverter:
		f.Once = once(m, countedBy(c.t))
	case *singularConverter:
		f.Once, f.Message = once(m, pointedTo(c.elem)), d.within(c.elem)
	case *nullConverter:
		f.Message = d.within(c.elem)
	case *variantConverter:
		m.Oneof = true
		if _, ok := c.elem.(messageValue); ok { // it is taken out of the interface and put back
			f.Each = 2 * countedBy(c.t)
		}
		f.Once, f.Message = once(m, pointedTo(c.elem)), d.within(c.elem)
	}
	if _, ok := v.conv.(*arrayConverter); !ok { // whose struct is made when it has elements
		f.Once |= embedded(m, v.hops, made)
	}
	for _, wireType := range wireTypes(v.fd) {
		f.Tag = protowire.EncodeTag(v.fd.Number(), wireType)
		m.Fields = append(m.Fields, f)
	}
}

// entry returns what an entry of a map asks for beside itself.
func (d *demands) entry(value *wire.Demand) *wire.Demand {
	if value == nil {
		return nil
	}
	m := &wire.Demand{Once: []int{0}}
	m.Fields = []wire.FieldDemand{{Tag: protowire.EncodeTag(2, protowire.BytesType), Once: 1, Message: value}}
	d.all = append(d.all, m)
	return m
}

// within returns what the records of the message that an element is ask for; nil if it is not one of ours.
func (d *demands) within(e element) *wire.Demand {
	switch e := e.(type) {
	case messageValue:
		return d.of(e.bound(nil).structView)
	case messagePointer:
		return d.of(e.bound(nil).structView)
	case boxedMessage:
		return d.of(e.bound(nil).structView)
	}
	return nil
}

func countedBy(t reflect.Type) int { return wire.Counted(t.Size()) }

// pointedTo returns what counts of the value that an element points to.
func pointedTo(e element) int {
	switch e := e.(type) {
	case messagePointer:
		return countedBy(e.t)
	case boxedMessage:
		return countedBy(e.t)
	case *pointerElement:
		return countedBy(e.t)
	}
	return 0
}

// once adds something that is made once, and returns its bit: none if there are too many, which then do not count.
func once(m *wire.Demand, size int) uint64 {
	if len(m.Once) == 64 {
		return 0
	}
	m.Once = append(m.Once, size)
	return 1 << (len(m.Once) - 1)
}

// embedded returns the bits of the embedded structs on the way to a field.
func embedded(m *wire.Demand, hops []hop, made map[string]uint64) (bits uint64) {
	way := ""
	for _, h := range hops {
		way += strconv.Itoa(int(h.offset)) + "."
		if _, ok := made[way]; !ok {
			made[way] = once(m, countedBy(h.to))
		}
		bits |= made[way]
	}
	return bits
}

// wireTypes returns those that the records of a field can have.
func wireTypes(fd protoreflect.FieldDescriptor) []protowire.Type {
	own := protowire.BytesType
	switch fd.Kind() {
	case protoreflect.StringKind, protoreflect.BytesKind, protoreflect.MessageKind:
		return []protowire.Type{own}
	case protoreflect.Fixed32Kind, protoreflect.Sfixed32Kind, protoreflect.FloatKind:
		own = protowire.Fixed32Type
	case protoreflect.Fixed64Kind, protoreflect.Sfixed64Kind, protoreflect.DoubleKind:
		own = protowire.Fixed64Type
	default:
		own = protowire.VarintType
	}
	if fd.IsList() {
		return []protowire.Type{own, protowire.BytesType}
	}
	return []protowire.Type{own}
}
