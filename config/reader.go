package config

import (
	"bytes"
	"errors"
	"go/token"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
	"golang.org/x/mod/module"

	"github.com/grpcgen/grpcgen/internal/modtree"
	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// reader is the state of reading one file.
type reader struct {
	name    string
	config  *Config
	diags   schema.Diagnostics
	version bool

	checkRule CheckRule
	socio     *yaml.Node   // the key of that name
	ignored   []*yaml.Node // paths, which are checked once the folder of the .proto files is known
}

func (r *reader) refuse(pos token.Position, help, format string, args ...any) {
	pos.Filename = r.name
	r.diags.Add(pos, help, format, args...)
}

func at(n *yaml.Node) token.Position { return token.Position{Line: n.Line, Column: n.Column} }

// file reads the text of the file.
func (r *reader) file(data []byte) {
	var document, second yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		r.syntax(err)
		return
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		r.refuse(at(&second), "keep one of them", "a second document begins here")
		return
	case !errors.Is(err, io.EOF):
		r.syntax(err)
		return
	}
	root := &yaml.Node{Kind: yaml.MappingNode, Line: 1, Column: 1} // of an empty file
	if len(document.Content) > 0 {
		root = document.Content[0]
	}
	r.mapping(root, "the file", []setting{
		{"version", r.readVersion},
		{"proto", r.readProto},
		{"package_prefix", r.readPackagePrefix},
		{"go_package_prefix", r.readGoPackagePrefix},
		{"naming", r.readNaming},
		{"header", r.readHeader},
		{"strings", r.readStrings},
		{"socio", r.readSocio},
		{"breaking", r.readBreaking},
	})
	r.belowFolder()
	r.socioNeedsNames()
	if !r.version && root.Kind == yaml.MappingNode {
		r.refuse(at(root), "begin the file with version: 1", "the version is missing")
	}
}

// syntax reports text that is not YAML.
func (r *reader) syntax(err error) {
	var bad *yaml.LoadError
	pos, msg := token.Position{Line: 1, Column: 1}, err.Error()
	if errors.As(err, &bad) {
		msg = bad.Message
		if bad.Mark.Line > 0 {
			pos.Line, pos.Column = bad.Mark.Line, max(bad.Mark.Column, 1)
		}
	}
	r.refuse(pos, "see https://yaml.org/spec/1.2.2", "this is not YAML: %s", msg)
}

func (r *reader) readVersion(n *yaml.Node) {
	r.version = true
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || n.Value != "1" {
		r.refuse(at(n), "allowed here: the number 1; a later version needs a later grpcgen", "version %s is unknown", shown(n))
	}
}

func (r *reader) readProto(n *yaml.Node) {
	dir, ok := r.text(n, "proto")
	if !ok {
		return
	}
	if !fs.ValidPath(dir) || dir == "." || strings.ContainsAny(dir, `\:`) {
		r.refuse(at(n), "write a folder below that of this file, with slashes: proto: api/proto", "%s cannot be the folder of the .proto files", shown(n))
		return
	}
	if why := r.notOurs(dir); why != "" {
		r.refuse(at(n), "choose another folder: proto: api/proto", "%s cannot be the folder of the .proto files: %s", shown(n), why)
		return
	}
	r.config.ProtoDir, r.config.ProtoDirPos = dir, at(n)
	r.config.ProtoDirPos.Filename = r.name
}

// notOurs returns why a folder is not the module's to write to, or "".
func (r *reader) notOurs(dir string) string {
	if strings.ContainsFunc(dir, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return "its name has a character that cannot be printed"
	}
	root := filepath.Dir(r.name)
	for _, element := range strings.Split(dir, "/") {
		switch {
		case element == "vendor":
			return "the go command writes vendor"
		case strings.HasPrefix(element, "."):
			return element + " is a hidden folder"
		}
		if root = filepath.Join(root, element); r.name != "" && modtree.IsFile(filepath.Join(root, "go.mod")) {
			return element + " is another module"
		}
	}
	return ""
}

func (r *reader) readPackagePrefix(n *yaml.Node) {
	prefix, ok := r.text(n, "package_prefix")
	if ok && !(names.IsPackage(prefix) && prefix == strings.ToLower(prefix)) {
		r.refuse(at(n), "write it in lower snake case with dots: package_prefix: acme.shop", "%s cannot begin a proto package", shown(n))
	}
	r.config.PackagePrefix = prefix
}

func (r *reader) readGoPackagePrefix(n *yaml.Node) {
	prefix, ok := r.text(n, "go_package_prefix")
	if ok && module.CheckImportPath(prefix) != nil {
		r.refuse(at(n), "write an import path: go_package_prefix: example.com/shop/gen", "%s cannot begin an import path", shown(n))
	}
	r.config.GoPackagePrefix = prefix
}

func (r *reader) readNaming(n *yaml.Node) {
	word, ok := r.text(n, "naming")
	if !ok {
		return
	}
	for _, naming := range []schema.Naming{schema.Buf, schema.Socio} {
		if word == naming.String() {
			r.config.Naming = naming
			return
		}
	}
	r.refuse(at(n), "allowed here: buf, socio", "naming: %s is unknown", shown(n))
}

// readHeader reads the text of a comment.
func (r *reader) readHeader(n *yaml.Node) {
	text, ok := r.text(n, "header")
	if !ok {
		return
	}
	text = strings.TrimSpace(text)
	comment := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		comment = comment || strings.HasPrefix(line, "//") || strings.HasPrefix(line, "/*") || "// "+line == schema.CodeGenerated
	}
	switch {
	case comment:
		r.refuse(at(n), "write only its text: grpcgen makes it a comment", "header must not contain comment marks")
	case strings.ContainsFunc(text, unprintable):
		r.refuse(at(n), "write plain text", "header has a character that is not allowed in a comment")
	}
	r.config.Header = text
}

// unprintable reports whether neither Go nor a .proto can have a character in a comment.
func unprintable(c rune) bool {
	return c == '\uFEFF' || unicode.IsControl(c) && c != '\n' && c != '\t'
}

// readStrings reads whether messages and enums have String methods in the glue.
func (r *reader) readStrings(n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		r.refuse(at(n), "allowed here: true, false", "strings: %s is neither", shown(n))
		return
	}
	r.config.Strings = n.Value == "true"
}

// readSocio reads where the clients of a Django Socio gRPC service put filters and pages.
func (r *reader) readSocio(n *yaml.Node) {
	r.socio = n
	r.mapping(n, "socio", []setting{
		{"filters", func(n *yaml.Node) { r.config.SocioFilters = r.readPlace(n, "filters") }},
		{"pagination", func(n *yaml.Node) { r.config.SocioPagination = r.readPlace(n, "pagination") }},
	})
}

// readPlace reads where clients put something, and reports whether that is the request rather than the metadata.
func (r *reader) readPlace(n *yaml.Node, key string) bool {
	word, ok := r.text(n, key)
	if ok && word != "metadata" && word != "request" {
		r.refuse(at(n), "allowed here: metadata, request", "%s: %s is unknown", key, shown(n))
	}
	return word == "request"
}

// socioNeedsNames reports settings for Django Socio gRPC without its names.
func (r *reader) socioNeedsNames() {
	if r.socio != nil && r.config.Naming != schema.Socio {
		r.refuse(at(r.socio), "add naming: socio, or remove it", "socio has no effect with naming: %s", r.config.Naming)
	}
}
