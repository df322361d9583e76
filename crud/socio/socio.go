// Package socio is how clients of Django Socio gRPC say what they want: filters and pages as JSON in the metadata of a
// call, or as a Struct in its request, and errors whose text is JSON.
//
//	crud.Must(crud.New(crud.Config[Question, int32]{Store: store, Dialect: socio.Dialect{}}))
//
// The names are those of django-filter and of Django REST Framework: question_text, question_text__icontains,
// pub_date__gte, id__in, rank__isnull, pub_date__range, ordering, search, page and page_size. As there, a filter without a
// value is ignored, and a page that does not exist is NOT_FOUND. Unlike there, what is not understood is INVALID_ARGUMENT,
// with a list of what is allowed.
package socio

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"strings"

	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/grpcgen/grpcgen/crud"
)

// Mode is where filters or pages are: FILTER_BEHAVIOR and PAGINATION_BEHAVIOR of Django Socio.
type Mode uint8

// The modes.
const (
	MetadataStrict           Mode = iota // in the metadata filters or pagination, which is JSON
	RequestStructStrict                  // in the field _filters or _pagination of the request
	MetadataAndRequestStruct             // in both; the request counts where both have a name
)

// Dialect is a crud.Dialect. The zero value reads the metadata. If the Config has no DefaultPageSize, a page has MaxPageSize
// rows; without either, all rows are sent unless the client asks for a page, of 100 rows if it does not say how many.
type Dialect struct {
	Filters, Pagination Mode
}

var _ crud.Dialect = Dialect{}

// Read adds what the metadata and the request of a call ask for.
func (d Dialect) Read(ctx context.Context, o *crud.ListOptions) error {
	invalid := &crud.InvalidError{}
	asked := d.Filters.params(ctx, "filters", o.Filters, invalid)
	if paged := d.Pagination.params(ctx, "pagination", o.Pagination, invalid); len(paged) > 0 {
		if asked == nil {
			asked = map[string]any{}
		}
		maps.Copy(asked, paged)
	}
	if err := invalid.Err(); err != nil {
		return err
	}
	if len(asked) > 0 {
		r := reader{fields: o.Fields, invalid: invalid, options: o}
		if err := r.read(asked); err != nil {
			return err
		}
	}
	paginate(o)
	return nil
}

// pageSize is how many rows a page has that is asked for by its number, where nothing says more.
const pageSize = 100

// errNoPage is what Django REST Framework says of a page that there is not.
var errNoPage = crud.NotFound("Invalid page.")

// paginate makes pages as Django REST Framework does: numbered from 1 and with a count; and none, but all rows, where
// neither the config nor the client says how many rows a page has. Streams have pages only where a client asks for one.
func paginate(o *crud.ListOptions) {
	o.NoPage = errNoPage
	asked := o.Page != 0 || o.PageSize > 0
	if o.DefaultPageSize == 0 {
		o.DefaultPageSize = o.MaxPageSize
	}
	if o.DefaultPageSize == 0 && asked {
		o.DefaultPageSize = pageSize
	}
	if o.Page == 0 && o.PageToken == "" && (asked || o.Action == crud.ListAction && o.DefaultPageSize > 0) {
		o.Page = 1
	}
}

// params reads the JSON of the metadata and the Struct of the request, whichever the mode allows.
func (m Mode) params(ctx context.Context, name string, field *structpb.Struct, invalid *crud.InvalidError) map[string]any {
	values := metadata.ValueFromIncomingContext(ctx, name)
	switch {
	case m == MetadataStrict && field != nil:
		invalid.Add("_"+name, "this service reads the metadata %s instead", name)
		return nil
	case m == RequestStructStrict && len(values) > 0:
		invalid.Add(name, "this service reads the field _%s of the request instead of the metadata", name)
		return nil
	case len(values) > 1:
		invalid.Add(name, "the metadata is set %d times", len(values))
		return nil
	}
	var params map[string]any
	if len(values) == 1 && values[0] != "" {
		var err error
		if params, err = object(values[0]); err != nil {
			invalid.Add(name, "the metadata is not a JSON object: %v", err)
			return nil
		}
	}
	if field != nil {
		if params == nil {
			params = map[string]any{}
		}
		maps.Copy(params, field.AsMap())
	}
	return params
}

// object reads a JSON object, and numbers as they are written.
func object(text string) (params map[string]any, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&params); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more behind it")
	}
	return params, nil
}
