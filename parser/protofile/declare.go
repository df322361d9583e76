package protofile

import (
	"cmp"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// declare gives every message, enum and service its Go type, before anything names one.
func (r *reader) declare() {
	for _, fd := range r.read {
		p := r.packages[fd.Package()]
		for i := range fd.Services().Len() {
			generated := schema.Service{Name: string(fd.Services().Get(i).Name())}
			for _, name := range generated.GoNames() {
				p.taken[name] = true
			}
		}
	}
	for _, p := range r.known.own {
		r.takeOwn(p)
	}
	for _, fd := range r.read {
		p := r.packages[fd.Package()]
		each(fd, func(md protoreflect.MessageDescriptor) { r.declareMessage(p, md) }, func(ed protoreflect.EnumDescriptor) { r.declareEnum(p, ed) })
	}
}

func (r *reader) declareMessage(p *pkg, md protoreflect.MessageDescriptor) {
	ident := unique(p.taken, goType(md))
	opts, _ := md.Options().(*descriptorpb.MessageOptions)
	m := &schema.Message{
		Name: nameIn(md), Package: p.out, Doc: r.doc(md, opts.GetDeprecated()), Deprecated: opts.GetDeprecated(),
		Go: schema.GoType{{Path: p.out.GoPath, Name: ident}}, Ident: ident, Unknown: []schema.Step{{Name: unknownFields}}, Pos: r.pos(md),
	}
	for i := range md.ReservedRanges().Len() {
		span := md.ReservedRanges().Get(i) // without its end
		m.Reserved.Ranges = append(m.Reserved.Ranges, schema.Range{From: int(span[0]), To: int(span[1]) - 1})
	}
	m.Reserved = reserved(m.Reserved.Ranges, md.ReservedNames())
	p.out.Messages = append(p.out.Messages, m)
	r.messages[md.FullName()] = m
	r.decls[md.FullName()] = &schema.GoDecl{Above: above(md), Message: m}
}

// unknownFields is the Go field that keeps what other programs know, named as that of protoc-gen-go.
const unknownFields = "unknownFields"

func (r *reader) declareEnum(p *pkg, ed protoreflect.EnumDescriptor) {
	opts, _ := ed.Options().(*descriptorpb.EnumOptions)
	e := &schema.Enum{
		Name: nameIn(ed), Package: p.out, Doc: r.doc(ed, opts.GetDeprecated()), Deprecated: opts.GetDeprecated(),
		Go: schema.GoName{Path: p.out.GoPath, Name: unique(p.taken, goType(ed))}, AllowAlias: opts.GetAllowAlias(), Pos: r.pos(ed),
	}
	var ranges []schema.Range
	for i := range ed.ReservedRanges().Len() {
		span := ed.ReservedRanges().Get(i) // with its end
		ranges = append(ranges, schema.Range{From: int(span[0]), To: int(span[1])})
	}
	e.Reserved = reserved(ranges, ed.ReservedNames())
	p.out.Enums = append(p.out.Enums, e)
	r.enums[ed.FullName()] = e
	r.decls[ed.FullName()] = &schema.GoDecl{Above: above(ed), Enum: e}
}

// reserved sorts what is reserved, as the ledger keeps it.
func reserved(ranges []schema.Range, names protoreflect.Names) schema.Reserved {
	out := schema.Reserved{Ranges: ledger.Merged(ranges)}
	for i := range names.Len() {
		out.Names = append(out.Names, string(names.Get(i)))
	}
	slices.Sort(out.Names)
	return out
}

// fill reads the members of everything that was declared.
func (r *reader) fill() {
	for _, fd := range r.read {
		p := r.packages[fd.Package()]
		each(fd, r.fillMessage, func(ed protoreflect.EnumDescriptor) { r.fillEnum(p, ed) })
	}
	for _, fd := range r.read {
		for i := range fd.Services().Len() {
			r.service(r.packages[fd.Package()], fd.Services().Get(i))
		}
	}
	r.mark()
	for _, p := range r.packages {
		slices.SortFunc(p.out.Services, func(a, b *schema.Service) int { return cmp.Compare(a.Name, b.Name) })
		slices.SortFunc(p.out.Messages, func(a, b *schema.Message) int { return cmp.Compare(a.Name, b.Name) })
		slices.SortFunc(p.out.Enums, func(a, b *schema.Enum) int { return cmp.Compare(a.Name, b.Name) })
	}
}

// mark writes the directives of messages: where the name is not that of the Go type, or no action reaches it.
func (r *reader) mark() {
	reached := map[*schema.Message]bool{}
	var reach func(m *schema.Message)
	reach = func(m *schema.Message) {
		if m == nil || reached[m] {
			return
		}
		reached[m] = true
		for _, f := range m.Fields {
			reach(f.Type.Message)
		}
	}
	for _, p := range r.packages {
		for _, s := range p.out.Services {
			for _, method := range s.Methods {
				reach(method.Request.Message)
				reach(method.Response.Message)
			}
		}
	}
	for name, m := range r.messages {
		byRule := "" // a name with an underscore says nothing of nesting, and one after a direction depends on more than the type
		if !r.naming.Sided && !strings.Contains(m.Name, ".") {
			byRule = r.naming.Message(m.Ident)
		}
		r.decls[name].Directive = directive("message", !reached[m], nameWord(m.Name, byRule))
	}
}
