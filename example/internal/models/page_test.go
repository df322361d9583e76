package models

import (
	"testing"

	"github.com/grpcgen/grpcgen/internal/pagetest"
)

func TestLongestPages(t *testing.T) {
	NewProductServiceClient(nil) // registers the file
	pagetest.Decode(t, "example.models")
}
