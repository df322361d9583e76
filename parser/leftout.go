package parser

import (
	"fmt"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// leftOut is a field that is not in the message of its struct, and why.
type leftOut struct {
	candidate
	why omission
}

// omission is why a field is left out.
type omission uint8

const (
	byTag      omission = iota // grpc:"-" or protobuf:"-"
	byJSON                     // json:"-" in a struct of another module
	untagged                   // other fields of the struct have protobuf tags
	unexported                 // as encoding/json does
	shadowed                   // a shallower field has its name
)

// String returns it as it stands behind "is left out: ".
func (r omission) String() string {
	return [...]string{
		byTag: "its tag says so", byJSON: "it is tagged json:\"-\"", untagged: "it has no tag, and other fields of the struct have protobuf tags",
		unexported: "it is not exported", shadowed: "a field of that name is embedded less deeply",
	}[r]
}

func (f *structReader) leaveOut(c candidate, why omission) {
	f.out.leftOut = append(f.out.leftOut, leftOut{c, why})
}

// leaveOutUntagged leaves a field without a tag out of a struct that was generated from a .proto. One that clients could have
// expected is a warning.
func (f *structReader) leaveOutUntagged(c candidate) {
	if !f.sends(c) {
		f.leaveOut(c, unexported)
		return
	}
	f.leaveOut(c, untagged)
	if !f.isForeign(c.v) && !c.hiddenFromJSON() {
		f.out.warnings.Add(c.decl.Pos, "tag it, too: `grpc:\"name="+c.name+"\"`; or say that it is left out: `grpc:\"-\"`",
			"%s is left out: it has no tag, and other fields of the struct have protobuf tags", c.v.Name())
	}
}

// leaveOutOfJSON leaves out a field that another module keeps out of its JSON, and asks what is meant by one of the module.
func (f *structReader) leaveOutOfJSON(c candidate) {
	f.leaveOut(c, byJSON)
	if f.isForeign(c.v) {
		return
	}
	send := "send it: `grpc:\"name=" + c.name + "\"`"
	if _, isMessage := f.r.messageType(c.v.Type()); c.v.Embedded() && isMessage {
		send = "send its fields: `grpc:\"inline\"`"
	}
	f.out.problems.Add(c.decl.Pos, "leave it out: `grpc:\"-\"`; or "+send, "%s is tagged json:\"-\", which does not say whether it is sent here", c.v.Name())
}

// sends reports whether a field would be sent, or fields of it, if no tag said otherwise.
func (f *structReader) sends(c candidate) bool {
	_, isStruct := f.r.messageType(c.v.Type())
	return c.v.Exported() || c.v.Embedded() && isStruct
}

// noteLeftOut lists the fields of a message's struct that are left out though no tag of grpcgen's says so. What is not exported
// in another module is that module's affair.
func (r *reader) noteLeftOut(m *schema.Message, fields []leftOut) {
	for _, c := range fields {
		foreign := r.byTypes[c.v.Pkg()] == nil
		if c.why == byTag || c.why == unexported && foreign || c.v.Name() == "_" {
			continue
		}
		pos := c.decl.Pos
		if foreign {
			if pos = c.place(c.depth()); !pos.IsValid() {
				pos = m.Pos
			}
		}
		of := m.Ident
		if n := len(c.within); n > 0 {
			of = r.typeString(c.within[n-1])
		}
		r.leftOut.Add(pos, "", "%s", fmt.Sprintf("%s of %s is left out: %s", c.v.Name(), of, c.why))
	}
}
