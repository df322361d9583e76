package archive

import (
	"testing"

	"github.com/grpcgen/grpcgen/internal/pagetest"
)

func TestLongestPages(t *testing.T) {
	NewArchiveServiceClient(nil) // registers the file
	pagetest.Decode(t, "example.archive.v1")
}
