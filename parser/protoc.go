package parser

import (
	"go/types"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// protocMessage returns the message that a struct of protoc-gen-go is, or nil after reporting that its file cannot be
// read.
func (r *reader) protocMessage(named *types.Named, at use) *schema.Message {
	key := messageKey{typ: goNamed(named).String()}
	if m, ok := r.messages[key]; ok {
		return m
	}
	r.messages[key] = nil
	foreign, _, err := r.protoc.Find(r.position(named.Obj()).Filename, named.Obj().Name())
	if err != nil {
		r.refuse(at, err.Error(), named)
		return nil
	}
	m := &schema.Message{
		Name: string(foreign.FullName[strings.LastIndexByte(foreign.FullName, '.')+1:]), Go: goNamed(named), Ident: named.Obj().Name(), Origin: schema.ForeignMessage, Foreign: foreign,
	}
	r.messages[key] = m
	return m
}

// protocEnum is protocMessage for enums.
func (r *reader) protocEnum(named *types.Named, at use) *schema.Enum {
	obj := named.Obj()
	if e, ok := r.enums[obj]; ok {
		return e
	}
	r.enums[obj] = nil
	foreign, syntax, err := r.protoc.Find(r.position(obj).Filename, obj.Name())
	if err != nil {
		r.refuse(at, err.Error(), named)
		return nil
	}
	if syntax != "proto3" && syntax != "editions" {
		r.refuse(at, "proto3 cannot use an enum of proto2", named)
		return nil
	}
	r.enums[obj] = &schema.Enum{Name: obj.Name(), Go: goName(obj), Foreign: foreign}
	return r.enums[obj]
}
