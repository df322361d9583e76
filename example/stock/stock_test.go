package stock_test

import (
	"bytes"
	"fmt"
	"log"
	"testing"

	"github.com/grpcgen/grpcgen/example/stock"
)

// With strings: true in grpcgen.yaml, what a program logs can be read.
func TestStrings(t *testing.T) {
	var out bytes.Buffer
	logger := log.New(&out, "", 0)
	item := &stock.Item{
		Name: "vase", Kind: stock.KindFragile, Size: stock.SizeSmall,
		Labels: map[string]*stock.Label{"top": {Text: "this side up"}},
	}
	logger.Printf("%s is %s", item, item.Kind)
	want := `name:"vase" kind:KIND_FRAGILE size:SIZE_SMALL labels:{key:"top" value:{text:"this side up"}} is KIND_FRAGILE` + "\n"
	if out.String() != want {
		t.Errorf("the log is\n%swant\n%s", out.String(), want)
	}
	if got := fmt.Sprint(stock.Kind(9)); got != "9" {
		t.Errorf("a kind that has no name is %s", got)
	}
}
