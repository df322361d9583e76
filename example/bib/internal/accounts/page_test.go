package accounts_test

import (
	"testing"

	"github.com/grpcgen/grpcgen/example/bib/internal/accounts"
	"github.com/grpcgen/grpcgen/internal/pagetest"
)

func TestLongestPages(t *testing.T) {
	accounts.NewUserServiceClient(nil) // registers the file
	pagetest.Decode(t, "bib.accounts.v1")
}
