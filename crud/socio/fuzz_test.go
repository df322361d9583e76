package socio_test

import (
	"context"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
)

func FuzzSocioFilters(f *testing.F) {
	for _, seed := range []string{
		`{"question_text__icontains": "x' OR 1=1 --"}`, `{"id__in": [1, "2"], "ordering": "-id"}`, `{"pub_date__range": "2025-01-01,2026-01-01"}`,
		`{"search": "'a b' c", "page": "last", "page_size": 2}`, `{"rank__isnull": 1}`, `{"took__lt": "1 02:03:04.5"}`, `{"digest": "AQI="}`, `{"owner": 1}`,
	} {
		f.Add(seed)
	}
	var seen *crud.Query
	svc := service(f, config{Scope: func(_ context.Context, _ crud.Action, q *crud.Query) error { seen = q; return nil }})
	f.Fuzz(func(t *testing.T, filters string) {
		seen = nil
		page, err := svc.List(with(t.Context(), "filters", filters), nil)
		if code := status.Code(err); code != codes.OK && code != codes.InvalidArgument && code != codes.NotFound {
			t.Fatalf("%q gives %v, %v", filters, page, err)
		}
		if seen == nil {
			return
		}
		for _, c := range seen.Where {
			if c.Any != nil || !c.Field.Allows(c.Lookup) || c.Field.Name == "owner" {
				t.Errorf("%q asks for %+v", filters, c)
			}
		}
		for _, o := range seen.Order {
			if !o.Field.Sort && !o.Field.Primary {
				t.Errorf("%q sorts by %s", filters, o.Field.Name)
			}
		}
		for _, s := range seen.Search {
			if len(s.Fields) != 1 || !s.Fields[0].Search {
				t.Errorf("%q searches in %v", filters, s.Fields)
			}
		}
	})
}
