package parser

import (
	"go/types"
	"strconv"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// readTag reads the grpc tag of a struct field, or else its protobuf tag, as if it were a directive; nil if there is
// none.
func readTag(v *types.Var, tag *source.Tag) (*source.Directive, schema.Diagnostics) {
	if tag == nil {
		return nil, nil
	}
	if d, problems := tag.Grpc(); d != nil || len(problems) > 0 {
		return d, problems
	}
	return protobufTag(v, tag)
}

// applyTag sets what a tag or //grpc:param says about a field's name and number.
func applyTag(problems *schema.Diagnostics, f *schema.Field, d *source.Directive) {
	if n := d.Word("number"); n != "" {
		f.Pinned = true
		f.Number, _ = strconv.Atoi(n)
		f.Pos = d.At("number")
	}
	f.Name = protoName(problems, d, "name", f.Name, names.IsField)
	f.Was = d.Word("was")
	f.JSONName = d.Word("json")
}
