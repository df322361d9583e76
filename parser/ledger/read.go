package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/scanner"

	"github.com/emicklei/proto"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// The ways on.
const (
	edited   = "remove it: grpcgen writes this file, and would drop the line"
	restore  = "restore the file from version control"
	conflict = "keep the lines of both sides, and give one of two fields with the same number the next free one;\n" +
		"or take one side as it is and run grpcgen build again"
)

// Read reads a .proto file, which is named by its path below dir, the folder of the .proto files. It returns nil if the file does
// not exist. If there are problems, the result holds what could be read nevertheless, and is nil if that is nothing.
func Read(dir, file string) (*File, schema.Diagnostics) {
	path := filepath.Join(dir, filepath.FromSlash(file))
	data, err := os.ReadFile(path)
	r := &reader{path: path}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		r.refuse(scanner.Position{}, "", "%v", err)
	case r.checkMergeMarkers(data):
	case !schema.IsGenerated(data):
		r.refuse(start, "move the file away, or choose another name with //grpc:package NAME file=NAME",
			"this file was not written by grpcgen, and will not be overwritten")
	default:
		return r.read(data), r.diags
	}
	return nil, r.diags
}

// start is where a file begins.
var start = scanner.Position{Line: 1, Column: 1}

// reader is the state of reading one file.
type reader struct {
	path  string
	file  *File
	rpcs  map[place]rpcText
	diags schema.Diagnostics
}

func (r *reader) refuse(pos scanner.Position, help, format string, args ...any) {
	r.diags.Add(r.position(pos), help, format, args...)
}

func (r *reader) read(data []byte) *File {
	r.file = &File{messages: map[string]*message{}, enums: map[string]*enum{}, services: map[string]*service{}}
	parsed, rpcs, err := parse(data)
	if err != nil {
		r.refuse(err.pos, restore, "%s", err.msg)
		return r.file
	}
	r.rpcs = rpcs
	if !slices.ContainsFunc(parsed.Elements, declaresSyntax) { // descriptor.proto: "proto2" by default
		r.refuse(start, restore, "the syntax must be proto3")
	}
	for _, e := range parsed.Elements {
		r.element(e)
	}
	return r.file
}

func declaresSyntax(e proto.Visitee) bool {
	switch e.(type) {
	case *proto.Syntax, *proto.Edition:
		return true
	}
	return false
}

func (r *reader) element(e proto.Visitee) {
	switch e := e.(type) {
	case *proto.Comment:
	case *proto.Import:
		if e.Kind != "" {
			r.refuse(e.Position, edited, "this file has %s, which grpcgen does not write", "import "+e.Kind)
		}
	case *proto.Syntax:
		if e.Value != "proto3" {
			r.refuse(e.Position, edited, "the syntax must be proto3")
		}
	case *proto.Package:
		r.file.pkg, r.file.pkgPos = e.Name, r.position(e.Position)
	case *proto.Option:
		r.fileOption(e)
	case *proto.Service:
		r.service(e)
	case *proto.Message:
		r.message("", e)
	case *proto.Enum:
		r.enum("", e)
	default:
		r.refuse(position(e), edited, "this file has %s, which grpcgen does not write", kindOf(e))
	}
}

// fileOption keeps an option as it is written. One that needs an import, as those in parentheses do, cannot be kept.
func (r *reader) fileOption(o *proto.Option) {
	switch {
	case strings.Contains(o.Name, "("):
		r.refuse(o.Position, edited, "option %s is not written by grpcgen", o.Name)
	case o.Name != "go_package":
		r.file.options = append(r.file.options, schema.Option{Name: o.Name, Value: o.Constant.SourceRepresentation()})
	}
}

// service takes in the names of a service and its actions, and looks for what a person added. They have no numbers.
func (r *reader) service(s *proto.Service) {
	old := &service{file: r.file, name: s.Name, methods: map[string]method{}}
	r.file.services[s.Name] = old
	for _, e := range s.Elements {
		switch e := e.(type) {
		case *proto.Option:
			r.checkOption(e, e.Position, "deprecated")
		case *proto.RPC:
			rpc := r.rpcs[place{e.Position.Line, e.Position.Column}]
			old.methods[rpc.name] = method{request: rpc.request, response: rpc.response}
			for _, o := range e.Options {
				r.checkOption(o, o.Position, "deprecated", "idempotency_level", "(google.api.http)", "(.google.api.http)")
			}
		}
	}
}

// checkOption refuses an option that grpcgen does not write.
func (r *reader) checkOption(o *proto.Option, pos scanner.Position, known ...string) {
	if !slices.Contains(known, o.Name) {
		r.refuse(pos, edited, "option %s is not written by grpcgen", o.Name)
	}
}
