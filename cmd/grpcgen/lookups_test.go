package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/crud"
)

// TestLookupsAreThoseOfTheRuntime holds the words of filter= that build allows against those that a model service reads.
func TestLookupsAreThoseOfTheRuntime(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(corpusDir, "err_models.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`with \| between them: (.*)`).FindSubmatch(text)
	if found == nil {
		t.Fatal("err_models.txtar does not list the words of filter=")
	}
	known := map[string]bool{}
	for word := range strings.SplitSeq(string(found[1]), ", ") {
		known[word] = true
	}
	all := 0
	for l := crud.Exact; ; l++ {
		if l.String() == fmt.Sprintf("Lookup(%d)", l) {
			break
		}
		all++
		if !known[l.String()] {
			t.Errorf("build does not know the lookup %s", l)
		}
	}
	if all != len(known)-1 { // range is four of them
		t.Errorf("build knows %d lookups, and the runtime %d", len(known)-1, all)
	}
}
