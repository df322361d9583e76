package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// otherModulesArchive is a module that sends types of two others, of which grpcgen has built one.
const otherModulesArchive = `
-- shop/shop.go --
package shop

import (
	"context"

	"example.com/plain"
	"example.com/stock"
)

//grpc:service
type Shop struct{ stock.Shelf }

//grpc:action
func (s *Shop) Buy(ctx context.Context, in *stock.Item) (*plain.User, error) { return nil, nil }
-- plain/go.mod --
module example.com/plain

go 1.26.0
-- plain/plain.go --
package plain

// User has a field that must not travel.
type User struct {
	Name     string
	Password string ` + "`grpc:\"-\"`" + `
	Age      int32 // Age is in years.
	Deep     Deep
}
-- plain/deep.go --
package plain

type Deep struct{ Zone string ` + "`protobuf:\"bytes,4,opt,name=zone\"`" + `}
-- stock/go.mod --
module example.com/stock

go 1.26.0
-- stock/stock.go --
package stock

import "context"

// Item is a message there.
type Item struct {
	Name   string ` + "`grpc:\"5\"`" + `
	Secret string ` + "`grpc:\"-\"`" + `
}

type Shelf struct{}

// Get takes one.
//
//grpc:action
func (s *Shelf) Get(ctx context.Context, in *Item) (*Item, error) { return in, nil }

//grpc:service
type Own struct{ Shelf }
`

// otherModulesProto is what the module has of the others.
const otherModulesProto = `
import "stock/v1/stock.proto"; // of the Go module that has example.com/stock

option go_package = "example.com/shop/proto/shop/v1;shopv1pb";

service Shop {
  rpc Buy(stock.v1.Item) returns (User);

  // Get takes one.
  rpc Get(stock.v1.Item) returns (stock.v1.Item);
}

message Deep {
  string zone = 4;
}

// User has a field that must not travel.
message User {
  string name = 1;
  // Age is in years.
  int32 age = 2;
  Deep deep = 3;
}
`

// TestOtherModules sends types of other modules, wherever these are and whatever flags the go command has.
func TestOtherModules(t *testing.T) {
	const needs = "require (\n\texample.com/plain v0.0.0\n\texample.com/stock v0.0.0\n)\n"
	const replaced = needs + "\nreplace (\n\texample.com/plain => ../plain\n\texample.com/stock => ../stock\n)\n"
	for name, c := range map[string]struct{ goMod, goWork, goflags string }{
		"replaced":  {goMod: replaced},
		"workspace": {goWork: "go 1.26.0\n\nuse ./shop\nuse ./plain\nuse ./stock\n"},
		"vendored":  {goMod: replaced, goflags: "-mod=vendor"},
	} {
		for _, flag := range []string{"", " -trimpath"} {
			t.Run(name+flag, func(t *testing.T) {
				root := t.TempDir()
				for _, f := range txtar.Parse([]byte(otherModulesArchive)).Files {
					writeFile(t, filepath.Join(root, f.Name), f.Data)
				}
				shop := filepath.Join(root, "shop")
				writeFile(t, filepath.Join(shop, "go.mod"), []byte("module example.com/shop\n\ngo 1.26.0\n\n"+c.goMod))
				t.Setenv("GOWORK", "off")
				vendored := strings.Contains(c.goflags, "vendor")
				if vendored {
					goCommand(t, shop, "mod", "vendor")
				}
				for _, f := range pipeline(t, filepath.Join(root, "stock"), 0) {
					name := strings.TrimPrefix(f.Name, wantPrefix)
					writeFile(t, filepath.Join(root, "stock", name), f.Data)
					if vendored && filepath.Ext(name) == ".go" {
						writeFile(t, filepath.Join(shop, "vendor/example.com/stock", name), f.Data)
					}
				}
				if c.goWork != "" {
					writeFile(t, filepath.Join(root, "go.work"), []byte(c.goWork))
					t.Setenv("GOWORK", filepath.Join(root, "go.work"))
				}
				t.Setenv("GOFLAGS", c.goflags+flag)
				got := pipeline(t, shop, 0)
				if len(got) == 0 || !bytes.HasSuffix(got[0].Data, []byte(otherModulesProto)) {
					t.Errorf("got\n%s", txtar.Format(&txtar.Archive{Files: got}))
				}
			})
		}
	}
}
