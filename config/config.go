// Package config reads grpcgen.yaml, the settings at the root of a module. The file is optional, and so is every key of it
// except the version.
//
//	version: 1
//	proto: proto                    # folder of the .proto files
//	package_prefix: acme.shop       # what proto packages begin with, unless //grpc:package names one
//	go_package_prefix: acme.dev/gen # what go_package begins with
//	naming: buf                     # or socio, for the names of Django Socio gRPC
//	socio:                          # where clients put what only naming: socio has
//	  filters: request              # requests that list have _filters; metadata, the default, has them beside the request
//	  pagination: request           # likewise _pagination
//	header: Copyright 2026 Acme     # the comment on top of every generated file
//	strings: true                   # messages and enums have String methods, for logs
//	breaking:                       # as in buf.yaml
//	  use: [WIRE_JSON]
//	  except: [FIELD_SAME_JSON_NAME]
//	  ignore: [proto/shop/internal]
//	  ignore_only:
//	    FIELD_SAME_NAME: [proto/shop/v1/shop.proto]
//
// Everything in it that is wrong or unknown is reported in one run, each at its place.
package config

import (
	"errors"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// FileName is the name of the file, at the root of a module.
const FileName = "grpcgen.yaml"

// Config is what a grpcgen.yaml says. The zero value is that of a module without one.
type Config struct {
	schema.Settings
	Breaking Breaking
}

// Breaking chooses the rules of "grpcgen breaking", as buf.yaml does.
type Breaking struct {
	Use        []string            // names of rules and categories
	Except     []string            // names of rules and categories that are left out of Use
	Ignore     []string            // files and folders of .proto files, as imports name them
	IgnoreOnly map[string][]string // the same by rule or category
}

// CheckRule returns nil if name is a rule or a category of "grpcgen breaking", and otherwise an error that says what is
// allowed.
type CheckRule func(name string) error

// Read reads the grpcgen.yaml of the module in root, for a command that runs in dir, which is root or a folder below it. The
// error is schema.Diagnostics if the file has problems, or if there is another one that would have no effect.
func Read(root, dir string, checkRule CheckRule) (*Config, error) {
	if err := checkMisplaced(root, dir); err != nil {
		return nil, err
	}
	name := filepath.Join(root, FileName)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &Config{}, nil
	}
	if err != nil {
		return nil, err
	}
	return parse(name, data, checkRule)
}

// parse reads the text of a grpcgen.yaml; name is the file name in problems. The error is schema.Diagnostics if it has any.
func parse(name string, data []byte, checkRule CheckRule) (*Config, error) {
	r := &reader{name: name, config: &Config{}, checkRule: checkRule}
	r.file(data)
	if err := r.diags.Err(); err != nil {
		return nil, err
	}
	return r.config, nil
}

// checkMisplaced reports files that would have no effect: one with the wrong extension, and those in the folders between root and
// the one where the command runs.
func checkMisplaced(root, dir string) error {
	r := &reader{}
	refuse := func(name, help string) {
		if _, err := os.Lstat(name); err == nil {
			r.name = name
			r.refuse(token.Position{Line: 1, Column: 1}, help, "this file is not read")
		}
	}
	for dir != root && strings.HasPrefix(dir, root+string(filepath.Separator)) {
		refuse(filepath.Join(dir, FileName), "move it to the root of the module, beside go.mod")
		dir = filepath.Dir(dir)
	}
	refuse(filepath.Join(root, "grpcgen.yml"), "rename it: "+FileName)
	return r.diags.Err()
}

// ProtoFolder returns the proto folder that the text of a grpcgen.yaml configures, or the default if it cannot be read.
func ProtoFolder(data []byte) string {
	r := &reader{config: &Config{}, checkRule: func(string) error { return nil }}
	r.file(data)
	return r.config.Folder()
}
