package main

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// breaking holds the folder of then against the folder of now, and leaves out what grpcgen.yaml leaves out.
func TestBreakingSettings(t *testing.T) {
	_, module := newRepository(t)
	settings := filepath.Join(module, "grpcgen.yaml")
	const moved = "version: 1\nproto: api/v\n"
	writeFile(t, settings, []byte(moved))
	grpcgen(t, module, "build").want(t, 1, "grpcgen.yaml:2:8: the folder of the .proto files is api/v, but proto/m/hello/v1/hello.proto exists",
		"git mv proto api/v", "nothing was written")
	if err := os.MkdirAll(filepath.Join(module, "api"), 0o750); err != nil {
		t.Fatal(err)
	}
	git(t, module, "mv", "proto", "api/v")
	grpcgen(t, module, "build").want(t, 0, "wrote api/v/m/hello/v1/hello.proto")
	grpcgen(t, module, "breaking", "--against", "v1").want(t, 1, found)
	git(t, module, "add", ".")
	git(t, module, "commit", "-q", "-m", "two")
	grpcgen(t, module, "breaking", "--against", "main").want(t, 0)
	grpcgen(t, module, "breaking", "--against", "v1").want(t, 1, found)

	const rule = "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY"
	for text, code := range map[string]int{
		"":                                         1,
		"  use: [FILE]\n":                          1,
		"  use: [PACKAGE_NO_DELETE]\n":             0,
		"  except: [" + rule + "]\n":               0,
		"  ignore: [api/v/m/hello]\n":              0,
		"  ignore: [api/v/m/other]\n":              1,
		"  ignore_only: {WIRE: [api/v/m]}\n":       1, // the rule is of WIRE_JSON alone
		"  ignore_only: {" + rule + ": [api/v]}\n": 0,
	} {
		if text != "" {
			text = "breaking:\n" + text
		}
		writeFile(t, settings, []byte(moved+text))
		if r := grpcgen(t, module, "breaking", "--against", "v1"); r.code != code {
			t.Errorf("%s: exit code %d, want %d\n%s%s", text, r.code, code, r.out, r.errOut)
		}
	}
	writeFile(t, settings, []byte(moved))
	grpcgen(t, module, "breaking", "--against", "v1", "--category", "FILE").want(t, 1, "(FIELD_SAME_CARDINALITY)")
	writeFile(t, settings, []byte(moved+"breaking:\n  use: [WIRES]\n"))
	grpcgen(t, module, "breaking", "--against", "v1").want(t, 1, "grpcgen.yaml:4:9: there is no rule or category WIRES", "1 problem; nothing was compared")
}

// import writes the .proto where the module has them, as build leaves it, whatever names have by convention.
func TestImportSettings(t *testing.T) {
	for naming, file := range map[string]string{"buf": "api/acme/shop/v1/shop.proto", "socio": "api/v1/shop.proto"} {
		dir := shopModule(t)
		writeFile(t, filepath.Join(dir, "grpcgen.yaml"), []byte("version: 1\nproto: api\ngo_package_prefix: acme.dev/gen\nnaming: "+naming+"\n"))
		grpcgen(t, dir, "import", "-I", "protos", shopFile).want(t, exitOK, "wrote "+file+"\n", "wrote acme/shop/v1/shop.go")
		proto, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
		option := `option go_package = "acme.dev/gen/` + strings.TrimPrefix(path.Dir(file), "api/") + `;shopv1pb";`
		if err != nil || !strings.Contains(string(proto), option) {
			t.Errorf("%v: no %s in\n%s", err, option, proto)
		}
		goCommand(t, dir, "mod", "tidy")
		if r := grpcgen(t, dir, "build"); r.code != exitOK || strings.Contains(r.out, "wrote api/") {
			t.Errorf("%s: exit code %d\n%s%s", naming, r.code, r.out, r.errOut)
		}
	}
}
