package published

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// facts are what a declaration says, a line each, in an order of their own: two that share them mean the same on the
// wire, in JSON and to reflection. They are found by protoreflect alone, without any code of grpcgen's.
type facts map[string][]string

// of returns the facts of files, without what is said by the options that are dropped.
func of(files []protoreflect.FileDescriptor, drop []string) facts {
	f := facts{}
	for _, fd := range files {
		f.scope(fd, drop)
		for i := range fd.Services().Len() {
			f.service(fd.Services().Get(i), drop)
		}
	}
	for _, lines := range f {
		slices.Sort(lines)
	}
	return f
}

func (f facts) add(d protoreflect.Descriptor, format string, args ...any) {
	name := string(d.FullName())
	f[name] = append(f[name], fmt.Sprintf(format, args...))
}

func (f facts) scope(scope interface {
	Messages() protoreflect.MessageDescriptors
	Enums() protoreflect.EnumDescriptors
}, drop []string) {
	for i := range scope.Enums().Len() {
		f.enum(scope.Enums().Get(i), drop)
	}
	for i := range scope.Messages().Len() {
		if md := scope.Messages().Get(i); !md.IsMapEntry() {
			f.message(md, drop)
			f.scope(md, drop)
		}
	}
}

func (f facts) message(md protoreflect.MessageDescriptor, drop []string) {
	f.add(md, "message %s", options(md, drop))
	for i := range md.Fields().Len() {
		f.add(md, "%s", field(md.Fields().Get(i), drop))
	}
	for i := range md.Oneofs().Len() {
		if o := md.Oneofs().Get(i); !o.IsSynthetic() {
			f.add(md, "oneof %s of %d fields %s", o.Name(), o.Fields().Len(), options(o, drop))
		}
	}
	var ranges [][2]int64
	for i := range md.ReservedRanges().Len() {
		r := md.ReservedRanges().Get(i)
		ranges = append(ranges, [2]int64{int64(r[0]), int64(r[1])})
	}
	f.reserved(md, ranges, md.ReservedNames())
}

// reserved says which numbers and names are: spans that touch are one.
func (f facts) reserved(d protoreflect.Descriptor, ranges [][2]int64, names protoreflect.Names) {
	slices.SortFunc(ranges, func(a, b [2]int64) int { return int(a[0] - b[0]) })
	for i := 0; i < len(ranges); {
		r := ranges[i]
		for i++; i < len(ranges) && ranges[i][0] <= r[1]; i++ {
			r[1] = max(r[1], ranges[i][1])
		}
		f.add(d, "reserved %d to %d", r[0], r[1]-1)
	}
	for i := range names.Len() {
		f.add(d, "reserved name %s", names.Get(i))
	}
}

func field(fd protoreflect.FieldDescriptor, drop []string) string {
	kind := func(fd protoreflect.FieldDescriptor) string {
		switch {
		case fd.Message() != nil:
			return string(fd.Message().FullName())
		case fd.Enum() != nil:
			return fmt.Sprintf("%s closed=%v", fd.Enum().FullName(), fd.Enum().IsClosed())
		}
		return fd.Kind().String()
	}
	text := fmt.Sprintf("field %d %s json=%s %s presence=%v packed=%v default=%v", fd.Number(), fd.Name(), fd.JSONName(), fd.Cardinality(), fd.HasPresence(), fd.IsPacked(), fd.HasDefault())
	if fd.IsMap() {
		text += fmt.Sprintf(" map<%s, %s>", kind(fd.MapKey()), kind(fd.MapValue()))
	} else {
		text += fmt.Sprintf(" %s %s", fd.Kind(), kind(fd))
	}
	if o := fd.ContainingOneof(); o != nil && !o.IsSynthetic() {
		text += fmt.Sprintf(" oneof=%s", o.Name())
	}
	return text + options(fd, drop)
}

func (f facts) enum(ed protoreflect.EnumDescriptor, drop []string) {
	f.add(ed, "enum zero=%s %s", ed.Values().Get(0).Name(), options(ed, drop))
	for i := range ed.Values().Len() {
		v := ed.Values().Get(i)
		f.add(ed, "value %d %s %s", v.Number(), v.Name(), options(v, drop))
	}
	var ranges [][2]int64
	for i := range ed.ReservedRanges().Len() {
		r := ed.ReservedRanges().Get(i)
		ranges = append(ranges, [2]int64{int64(r[0]), int64(r[1]) + 1})
	}
	f.reserved(ed, ranges, ed.ReservedNames())
}

func (f facts) service(sd protoreflect.ServiceDescriptor, drop []string) {
	f.add(sd, "service %s", options(sd, drop))
	for i := range sd.Methods().Len() {
		m := sd.Methods().Get(i)
		f.add(sd, "rpc %s(%v %s) %v %s %s", m.Name(), m.IsStreamingClient(), m.Input().FullName(), m.IsStreamingServer(), m.Output().FullName(), options(m, drop))
	}
}

// options returns those of a declaration as JSON: its custom options too, as far as this program knows them, and the
// bytes of the rest. What goes without saying, and what other facts say, is not among them.
func options(d protoreflect.Descriptor, drop []string) string {
	raw, err := proto.Marshal(d.Options())
	opts := d.Options().ProtoReflect().New()
	if err == nil {
		err = proto.Unmarshal(raw, opts.Interface())
	}
	if err != nil {
		return err.Error()
	}
	opts.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		name := string(f.Name())
		if f.IsExtension() {
			name = string(f.FullName())
		}
		silent := f.Kind() == protoreflect.BoolKind && !f.IsExtension() && !v.Bool()
		if silent || name == "packed" || name == "features" || slices.Contains(drop, name) {
			opts.Clear(f)
		}
		return true
	})
	text := fmt.Sprintf("%x", opts.GetUnknown())
	opts.SetUnknown(nil)
	if js, err := protojson.Marshal(opts.Interface()); err != nil {
		text += err.Error()
	} else if string(js) != "{}" {
		text += string(js)
	}
	return strings.TrimSpace(text)
}

// differences returns what one of two has and the other has not.
func differences(want, got facts) []string {
	var all []string
	for name, lines := range want {
		for _, line := range lines {
			if !slices.Contains(got[name], line) {
				all = append(all, fmt.Sprintf("%s lacks: %s", name, line))
			}
		}
	}
	for name, lines := range got {
		for _, line := range lines {
			if !slices.Contains(want[name], line) {
				all = append(all, fmt.Sprintf("%s has of its own: %s", name, line))
			}
		}
	}
	slices.Sort(all)
	return all
}
