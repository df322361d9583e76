package main

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/grpcgen/grpcgen/breaking"
	"github.com/grpcgen/grpcgen/config"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// scaffoldBuf is buf.yaml and buf.gen.yaml. PROTO stands for the folder of the .proto files, LINT for the rules that their
// names follow.
//
//go:embed scaffold_buf
var scaffoldBuf embed.FS

// addBuf writes the files of buf into a module that exists.
func (i *initializer) addBuf() error {
	files, err := bufFiles(i.config)
	if err != nil {
		return err
	}
	if err := i.writeAll(files, nil); err != nil {
		return err
	}
	fmt.Fprintf(i.out, "\nnext:\n  buf lint\n  buf generate\n")
	return nil
}

// bufFiles returns what buf needs to know of a module.
func bufFiles(cfg *config.Config) ([]scaffoldFile, error) {
	lint := "STANDARD"
	if cfg.Naming == schema.Socio { // whose services, for one, end with Controller
		lint = "BASIC"
	}
	files, err := filled(scaffoldBuf, "scaffold_buf", strings.NewReplacer("PROTO", cfg.Folder(), "LINT", lint))
	if err != nil {
		return nil, err
	}
	rules, err := bufBreaking(cfg)
	for i, f := range files {
		if f.path == "buf.yaml" {
			files[i].content = append(f.content, rules...)
		}
	}
	return files, err
}

// bufBreaking returns the breaking key of buf.yaml: the rules that "grpcgen breaking" goes by.
func bufBreaking(cfg *config.Config) ([]byte, error) {
	var rules struct {
		Breaking struct {
			Use        []string            `yaml:"use"`
			Except     []string            `yaml:"except,omitempty"`
			Ignore     []string            `yaml:"ignore,omitempty"`
			IgnoreOnly map[string][]string `yaml:"ignore_only,omitempty"`
		} `yaml:"breaking"`
	}
	fromRoot := func(names []string) (out []string) {
		for _, name := range names {
			out = append(out, path.Join(cfg.Folder(), name))
		}
		return out
	}
	b := &rules.Breaking
	b.Use, b.Except, b.Ignore = cfg.Breaking.Use, cfg.Breaking.Except, fromRoot(cfg.Breaking.Ignore)
	if len(b.Use) == 0 {
		b.Use = []string{breaking.DefaultCategory}
	}
	b.IgnoreOnly = map[string][]string{}
	for rule, names := range cfg.Breaking.IgnoreOnly {
		b.IgnoreOnly[rule] = fromRoot(names)
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(rules); err != nil {
		return nil, err
	}
	return out.Bytes(), encoder.Close()
}
