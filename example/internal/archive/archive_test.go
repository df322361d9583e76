package archive

import (
	"reflect"
	"testing"

	"google.golang.org/grpc"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"

	"github.com/grpcgen/grpcgen/example/internal/models"
)

// TestEmbeddedFields filters, sorts and updates by the fields of an embedded struct.
func TestEmbeddedFields(t *testing.T) {
	ctx := t.Context()
	model := crud.Must(crud.New(crud.Config[models.Doc, int64]{Store: memstore.Must(memstore.New[models.Doc, int64]())}))
	conn := grpcgen.Local(func(r grpc.ServiceRegistrar) {
		models.RegisterDocServiceServer(r, &models.DocService{Service: crud.NewService(model)})
		RegisterArchiveServiceServer(r, &ArchiveService{crud.NewReadOnly(model)})
	})
	docs := models.NewDocServiceClient(conn)
	for _, note := range []string{"b", "a"} {
		if _, err := docs.Create(ctx, &models.Doc{Title: note, Audit: models.Audit{Note: note, Valid: note == "a"}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := docs.PartialUpdate(ctx, &models.Doc{ID: 1, Audit: models.Audit{Note: "c"}}, []string{"note"}); err != nil {
		t.Fatal(err)
	}
	valid, note := true, "c"
	for _, c := range []struct {
		filter *DocFilter
		want   []string
	}{
		{nil, []string{"c", "a"}}, {&DocFilter{Note: &note}, []string{"c"}}, {&DocFilter{Valid: &valid}, []string{"a"}},
	} {
		page, err := NewArchiveServiceClient(conn).List(ctx, &crud.ListRequest[models.Doc]{Filter: c.filter, OrderBy: []string{"-note"}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, doc := range page.Results {
			got = append(got, doc.Note)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v selects %v, want %v", c.filter, got, c.want)
		}
	}
}

func TestGenericModel(t *testing.T) {
	ctx := t.Context()
	model := crud.Must(crud.New(crud.Config[Label[int32], string]{Store: memstore.Must(memstore.New[Label[int32], string]())}))
	labels := NewLabelServiceClient(grpcgen.Local(func(r grpc.ServiceRegistrar) {
		RegisterLabelServiceServer(r, &LabelService{crud.NewService(model)})
	}))
	for i, name := range []string{"low", "high"} {
		if _, err := labels.Create(ctx, &Label[int32]{Name: name, Value: int32(i)}); err != nil {
			t.Fatal(err)
		}
	}
	least := int32(1)
	page, err := labels.List(ctx, &crud.ListRequest[Label[int32]]{Filter: &Int32LabelFilter{ValueGreaterOrEqual: &least}})
	if err != nil || len(page.Results) != 1 || page.Results[0].Name != "high" {
		t.Errorf("the page is %+v, %v", page, err)
	}
}
