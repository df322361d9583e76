package source

import "testing"

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
