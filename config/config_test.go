package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

const full = `version: 1
proto: api/proto
package_prefix: acme.shop
go_package_prefix: acme.dev/gen
breaking:
  use: [FILE, WIRE]
  except: &names [FILE_SAME_GO_PACKAGE]
  ignore: [api/proto/a/, ./api/proto, api/proto/b.proto]
  ignore_only:
    FIELD_SAME_NAME: [api/proto/c]
    PACKAGE: []
`

// anyRule takes every name for that of a rule.
func anyRule(string) error { return nil }

func TestParse(t *testing.T) {
	got, err := parse("grpcgen.yaml", []byte(full), anyRule)
	if err != nil {
		t.Fatal(err)
	}
	want := Breaking{
		Use: []string{"FILE", "WIRE"}, Except: []string{"FILE_SAME_GO_PACKAGE"}, Ignore: []string{"a", ".", "b.proto"},
		IgnoreOnly: map[string][]string{"FIELD_SAME_NAME": {"c"}, "PACKAGE": nil},
	}
	if !reflect.DeepEqual(got.Breaking, want) {
		t.Errorf("breaking: %+v, want %+v", got.Breaking, want)
	}
	if got.Folder() != "api/proto" || got.PackagePrefix != "acme.shop" || got.GoPackagePrefix != "acme.dev/gen" {
		t.Errorf("%+v", got.Settings)
	}
	if pos := got.ProtoDirPos; pos.String() != "grpcgen.yaml:2:8" {
		t.Errorf("proto stands at %v", pos)
	}
}

func TestReadWithoutFile(t *testing.T) {
	got, err := Read(t.TempDir(), "", anyRule)
	if err != nil || got.Folder() != schema.DefaultProtoDir {
		t.Errorf("%+v, %v", got, err)
	}
}

// A file that no command reads is reported by those that run where it is.
func TestReadMisplaced(t *testing.T) {
	root := t.TempDir()
	below := filepath.Join(root, "a", "b")
	if err := os.MkdirAll(below, 0o750); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(root, "a", FileName)
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]bool{root: false, below: true, filepath.Dir(below): true, t.TempDir(): false} {
		_, err := Read(root, dir, anyRule)
		if got := err != nil && strings.HasPrefix(err.Error(), name+":1:1: this file is not read"); got != want {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

// The folder is found in whatever an earlier state has.
func TestProtoFolder(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "proto",
		"version: 1\n":                  "proto",
		"version: 9\nproto: a/b\nx: y":  "a/b",
		"version: 1\nproto: ../outside": "proto",
		"version: 1\nproto: [":          "proto",
	} {
		if got := ProtoFolder([]byte(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// FuzzParse finds text that makes reading panic, or problems without a place.
func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte("version: &a 1\nproto: *a\nbreaking: &b {use: [*b]}\n"))
	f.Add([]byte("? [a]\n: b\n<<: {version: 1}\n--- x\n"))
	f.Add([]byte("breaking:\n  ignore_only: {? {}: x}\n\t"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := parse("grpcgen.yaml", data, anyRule)
		var problems schema.Diagnostics
		if err != nil && !errors.As(err, &problems) {
			t.Fatal(err)
		}
		for _, p := range problems {
			if !p.Pos.IsValid() || p.Help == "" || p.Msg == "" {
				t.Errorf("%q: no place or no way out: %+v", data, p)
			}
		}
	})
}

// The folder of the .proto files is one that nothing else writes to, and one of the module.
func TestProtoFolders(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "other", "proto"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "other", "go.mod"), []byte("module other\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{
		"api": "", "api/proto-v2": "", "vendored": "", "a.b": "", "été": "",
		"vendor": "writes vendor", "vendor/x": "writes vendor", "api/vendor": "writes vendor",
		".git": ".git is a hidden folder", "api/.proto": ".proto is a hidden folder", "...": "... is a hidden folder",
		`a\nb`: "cannot be printed", `a\eb`: "cannot be printed", `a\u202eb`: "cannot be printed", `a\x7f`: "cannot be printed",
		"other": "other is another module", "other/proto": "other is another module",
		"..": "cannot be the folder", "/tmp": "cannot be the folder", ".": "cannot be the folder", "a/../..": "cannot be the folder",
	} {
		_, err := parse(filepath.Join(root, FileName), []byte("version: 1\nproto: \""+folder+"\"\n"), func(string) error { return nil })
		if (err == nil) != (want == "") || err != nil && !(strings.Contains(err.Error(), want) && strings.Contains(err.Error(), FileName+":2:8: ")) {
			t.Errorf("%q: %v, want %q", folder, err, want)
		}
	}
}
