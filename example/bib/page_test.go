package bib_test

import (
	"testing"

	"github.com/grpcgen/grpcgen/example/bib"
	"github.com/grpcgen/grpcgen/internal/pagetest"
)

func TestLongestPages(t *testing.T) {
	bib.NewBookServiceClient(nil) // registers the file
	pagetest.Decode(t, "bib.v1")
}
