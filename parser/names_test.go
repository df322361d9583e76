package parser

import (
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

func TestDefaultPackage(t *testing.T) {
	for _, c := range []struct{ module, path, want string }{
		{"example.com/shop", "example.com/shop", "shop.v1"},
		{"example.com/shop", "example.com/shop/orders", "shop.orders.v1"},
		{"example.com/shop", "example.com/shop/internal/orders", "shop.orders.v1"},
		{"example.com/shop", "example.com/shop/cmd/shopd", "shop.shopd.v1"},
		{"example.com/shop/v2", "example.com/shop/v2/orders", "shop.orders.v1"},
		{"example.com/shop", "example.com/shop/api/v2", "shop.api.v2"},
		{"example.com/shop", "example.com/shop/api/v1beta1", "shop.api.v1beta1"},
		{"example.com/my-shop", "example.com/my-shop/OrderItems", "my_shop.order_items.v1"},
		{"gopkg.in/yaml.v3", "gopkg.in/yaml.v3", "yaml.v1"},
		{"shop", "shop", "shop.v1"},
	} {
		if got := defaultPackage(c.module, "", c.path, ""); got != c.want {
			t.Errorf("defaultPackage(%q, %q) = %q, want %q", c.module, c.path, got, c.want)
		}
	}
}

func TestPackagePrefix(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{"example.com/shop", "acme.store.v1"},
		{"example.com/shop/internal/orders", "acme.store.orders.v1"},
		{"example.com/shop/api/v2", "acme.store.api.v2"},
	} {
		if got := defaultPackage("example.com/shop", "acme.store", c.path, ""); got != c.want {
			t.Errorf("%s: %q, want %q", c.path, got, c.want)
		}
	}
	if got := defaultPackage("example.com/shop", "acme.v3", "example.com/shop", ""); got != "acme.v3" {
		t.Errorf("a prefix with a version: %q", got)
	}
}

// The names of Django Socio gRPC: rreplace(name, "Service", "", 1) + "Controller", and its DefaultMessageNameConstructor.
func TestSocioNames(t *testing.T) {
	c := conventions[schema.Socio]
	for name, want := range map[string]string{
		"QuestionService": "QuestionController", "Question": "QuestionController", "ServiceDesk": "DeskController", "Service": "Controller",
		"ServiceService": "ServiceController", "MyServiceV2": "MyV2Controller", "questionService": "QuestionController",
	} {
		if got := c.service(name); got != want {
			t.Errorf("service %s: %s, want %s", name, got, want)
		}
	}
	for _, m := range []struct{ service, method, suffix, want string }{
		{"QuestionController", "Stream", "Request", "QuestionStreamRequest"},
		{"QuestionController", "List", "Response", "QuestionListResponse"},
		{"BasicController", "DoRequest", "Request", "BasicDoRequest"},
		{"BasicController", "DoRequest", "Response", "BasicDoRequestResponse"},
		{"Named", "Do", "Request", "NamedDoRequest"},
	} {
		if got := c.inline(m.service, m.method, m.suffix); got != m.want {
			t.Errorf("%+v: %s", m, got)
		}
	}
	for _, p := range []struct{ module, prefix, name, pkg, file string }{
		{"example.com/dsg_example", "", "app_example", "dsg_example.app_example", "app_example/app_example.proto"},
		{"example.com/my-shop/v2", "", "question", "my_shop.question", "question/question.proto"},
		{"example.com/shop", "acme.store", "myApp", "acme.store.my_app", "my_app/my_app.proto"},
	} {
		pkg := c.pkg(p.module, p.prefix, p.module+"/some/folder", p.name)
		if file := c.file(pkg, p.name); pkg != p.pkg || file != p.file {
			t.Errorf("%+v: %s in %s", p, pkg, file)
		}
	}
	if got := c.enum("state"); got != "State.Enum" || c.prefix(got) != "" || c.unspecified(got, "") != "ENUM_UNSPECIFIED" {
		t.Errorf("enum %s: %q, %s", got, c.prefix(got), c.unspecified(got, ""))
	}
}

func TestImportable(t *testing.T) {
	for _, test := range []struct {
		path, from string
		want       bool
	}{
		{"example.com/a/b", "example.com/c", true},
		{"example.com/a/internal/b", "example.com/a", true},
		{"example.com/a/internal/b", "example.com/a/x/y", true},
		{"example.com/a/internal/b", "example.com/ab", false},
		{"example.com/a/internal", "example.com/c", false},
		{"example.com/a/internal/b/internal", "example.com/a", false},
		{"internal/abi", "example.com/a", false},
		{"example.com/internals/a", "example.com/b", true},
	} {
		if got := importable(test.path, test.from); got != test.want {
			t.Errorf("%s may import %s: %v", test.from, test.path, got)
		}
	}
}

func TestNearDirectives(t *testing.T) {
	for text, want := range map[string]bool{
		"// grpc:action":                        true,
		"//grpc: action stream=bidi":            true,
		"//GRPC:action":                         true,
		"//grpc-action":                         true,
		"// grpc:package shop.v1":               true,
		"// gRPC: service definitions are here": false,
		"// grpc is fast":                       false,
		"//grpc:action":                         true, // matched as well, but read as a directive first
		"// see grpc:action":                    false,
		"// grpc:":                              false,
	} {
		if got := nearly.MatchString(text); got != want {
			t.Errorf("nearly a directive: %q = %v, want %v", text, got, want)
		}
	}
}

func TestBuildFlags(t *testing.T) {
	for _, c := range []struct{ tags, goflags, want string }{
		{"", "", "-tags=grpcgen"},
		{"a,b", "", "-tags=grpcgen,a,b"},
		{"", "-mod=mod -tags=x", "-tags=grpcgen,x"},
		{"a", `--tags=x,y -race`, "-tags=grpcgen,x,y,a"},
		{"", `"-tags=x,y"`, "-tags=grpcgen,x,y"},
	} {
		if got := buildFlags(c.tags, c.goflags)[0]; got != c.want {
			t.Errorf("buildFlags(%q, %q) = %q, want %q", c.tags, c.goflags, got, c.want)
		}
	}
}

func TestValueName(t *testing.T) {
	for _, c := range []struct{ prefix, typ, name, want string }{
		{"STATUS_", "Status", "StatusActive", "STATUS_ACTIVE"},
		{"STATUS_", "Status", "Active", "STATUS_ACTIVE"},
		{"STATUS_", "Status", "STATUS_ACTIVE", "STATUS_ACTIVE"},
		{"STATUS_", "Status", "Statuses", "STATUS_STATUSES"},
		{"STATUS_", "Status", "Status", "STATUS_STATUS"},
		{"E_", "E", "EA", "E_A"},
		{"", "Kind", "KindRed", "RED"},
		{"PAINT_", "Colour", "ColourRed", "PAINT_RED"},
		{"LEVEL_", "Level", "Level3", "LEVEL_LEVEL3"},
		{"HTTP_STATUS_", "HTTPStatus", "HTTPStatusOK", "HTTP_STATUS_OK"},
	} {
		if got := valueName(c.prefix, c.typ, c.name); got != c.want {
			t.Errorf("valueName(%q, %q, %q) = %q, want %q", c.prefix, c.typ, c.name, got, c.want)
		}
	}
}
