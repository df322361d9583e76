package naming

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
	c := Of(schema.Socio)
	for name, want := range map[string]string{
		"QuestionService": "QuestionController", "Question": "QuestionController", "ServiceDesk": "DeskController", "Service": "Controller",
		"ServiceService": "ServiceController", "MyServiceV2": "MyV2Controller", "questionService": "QuestionController",
	} {
		if got := c.Service(name); got != want {
			t.Errorf("service %s: %s, want %s", name, got, want)
		}
	}
	for _, m := range []struct {
		service, method string
		direction       Direction
		want            string
	}{
		{"QuestionController", "Stream", Request, "QuestionStreamRequest"},
		{"QuestionController", "List", Response, "QuestionListResponse"},
		{"BasicController", "DoRequest", Request, "BasicDoRequest"},
		{"BasicController", "DoRequest", Response, "BasicDoRequestResponse"},
		{"Named", "Do", Request, "NamedDoRequest"},
	} {
		if got := c.Inline(m.service, m.method, m.direction); got != m.want {
			t.Errorf("%+v: %s", m, got)
		}
	}
	for _, p := range []struct{ module, prefix, name, pkg, file string }{
		{"example.com/dsg_example", "", "app_example", "dsg_example.app_example", "app_example/app_example.proto"},
		{"example.com/my-shop/v2", "", "question", "my_shop.question", "question/question.proto"},
		{"example.com/shop", "acme.store", "myApp", "acme.store.my_app", "my_app/my_app.proto"},
	} {
		pkg := c.Package(p.module, p.prefix, p.module+"/some/folder", p.name)
		if file := c.File(pkg, p.name); pkg != p.pkg || file != p.file {
			t.Errorf("%+v: %s in %s", p, pkg, file)
		}
	}
	if got := c.Enum("state"); got != "State.Enum" || c.prefix(got) != "" || c.Unspecified(got, "") != "ENUM_UNSPECIFIED" {
		t.Errorf("enum %s: %q, %s", got, c.prefix(got), c.Unspecified(got, ""))
	}
}

func TestValueName(t *testing.T) {
	for _, c := range []struct{ prefix, shared, typ, name, want string }{
		{"STATUS_", "", "Status", "StatusActive", "STATUS_ACTIVE"},
		{"STATUS_", "", "Status", "Active", "STATUS_ACTIVE"},
		{"STATUS_", "", "Status", "STATUS_ACTIVE", "STATUS_ACTIVE"},
		{"STATUS_", "", "Status", "Statuses", "STATUS_STATUSES"},
		{"STATUS_", "", "Status", "Status", "STATUS_STATUS"},
		{"E_", "", "E", "EA", "E_A"},
		{"", "", "Kind", "KindRed", "RED"},
		{"PAINT_", "", "Colour", "ColourRed", "PAINT_RED"},
		{"LEVEL_", "", "Level", "Level3", "LEVEL_LEVEL3"},
		{"HTTP_STATUS_", "", "HTTPStatus", "HTTPStatusOK", "HTTP_STATUS_OK"},
		{"EVENT_KIND_", "EVENT_", "EventKind", "EventPlaced", "EVENT_KIND_PLACED"},
		{"EVENT_KIND_", "EVENT_", "EventKind", "EventKindEventPlaced", "EVENT_KIND_EVENT_PLACED"},
		{"EVENT_KIND_", "EVENT_", "EventKind", "EVENT_KIND_PLACED", "EVENT_KIND_PLACED"},
	} {
		if got := valueName(c.prefix, c.shared, c.typ, c.name); got != c.want {
			t.Errorf("valueName(%q, %q, %q, %q) = %q, want %q", c.prefix, c.shared, c.typ, c.name, got, c.want)
		}
	}
}

func TestSharedWords(t *testing.T) {
	for _, c := range []struct {
		enum, prefix string
		constants    []string
		want         string
	}{
		{"EventKind", "", []string{"EventPlaced", "EventShipped"}, "EVENT_"},
		{"EventKind", "", []string{"EventPlaced", "Shipped"}, ""},
		{"EventKind", "", []string{"EventPlaced", "Eventful"}, ""},
		{"EventKind", "", []string{"EventPlaced", "Event"}, ""},
		{"EventKind", "", []string{"EventPlaced", "Event1"}, ""},
		{"OrderEventKind", "", []string{"OrderEventPlaced", "OrderEventShipped"}, "ORDER_EVENT_"},
		{"OrderEventKind", "", []string{"OrderEventPlaced", "OrderShipped"}, "ORDER_"},
		{"EventKind", "-", []string{"EventPlaced"}, ""},
		{"EventKind", "KIND_", []string{"EventPlaced"}, ""},
		{"EventKind", "EVENT_", []string{"EventPlaced"}, ""},
		{"Kind", "", []string{"KindPlaced"}, ""},
	} {
		if got := Of(schema.Buf).SharedWords(c.enum, c.prefix, c.constants...); got != c.want {
			t.Errorf("SharedWords(%q, %q, %q) = %q, want %q", c.enum, c.prefix, c.constants, got, c.want)
		}
	}
	if got := Of(schema.Socio).SharedWords("EventKind.Enum", "", "EventPlaced"); got != "" {
		t.Errorf("without a prefix, %q is said once", got)
	}
}

// A version in a module path is what gopkg.in has there, and no other name with ".v" in it.
func TestModuleNames(t *testing.T) {
	for module, want := range map[string]string{
		"gopkg.in/yaml.v3": "yaml", "gopkg.in/yaml.v3-unstable": "yaml", "example.com/site.video": "site.video", "example.com/a.v": "a.v",
		"example.com/my.vendor/v2": "my.vendor", "example.com/shop.v2beta": "shop.v2beta", "example.com/x.v1.y": "x.v1.y",
	} {
		if got := moduleName(module); got != want {
			t.Errorf("%s: %s, want %s", module, got, want)
		}
	}
}
