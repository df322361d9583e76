package socio_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
	"github.com/grpcgen/grpcgen/crud/socio"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type Level string

type Question struct {
	ID           int32         `grpc:"filter=exact|in|range,sort"`
	QuestionText string        `grpc:"filter=exact|iexact|contains|icontains|starts_with|istarts_with|ends_with|iends_with,sort,search"`
	PubDate      time.Time     `grpc:"filter=range|exact,sort"`
	Rank         *float64      `grpc:"filter=exact|null|in,sort"`
	Open         bool          `grpc:"filter=exact"`
	Level        Level         `grpc:"filter=exact|in"`
	Took         time.Duration `grpc:"filter=lt|gt"`
	Digest       [2]byte       `grpc:"filter=exact"`
	Votes        *uint8        `grpc:"filter=lt"`
	Owner        string
}

func (q *Question) Validate() error {
	invalid := &crud.InvalidError{}
	if q.QuestionText == "" {
		invalid.Add("question_text", "This field may not be blank.")
	}
	if q.Owner == "nobody" {
		invalid.Add("owner", "Who?")
		invalid.Add("owner", `Not "nobody".`)
		invalid.Add("", "Größe 😀\n")
	}
	return invalid
}

type config = crud.Config[Question, int32]

type bundle struct {
	crud.Service[Question, int32]
	crud.Streamer[Question]
}

func service(t testing.TB, c config) bundle {
	store := memstore.Must(memstore.New[Question, int32](memstore.Unique("question_text")))
	for i, text := range []string{"What is gRPC?", "Is it fast?", "who, then", "Why not?"} {
		q := &Question{QuestionText: text, PubDate: time.Date(2025, 1, i+1, 0, 0, 0, 0, time.UTC), Level: "low", Took: time.Duration(i) * time.Hour, Digest: [2]byte{1, byte(i)}}
		if i%2 == 1 {
			r, v := float64(i)/2, uint8(i)
			q.Rank, q.Votes, q.Open, q.Level = &r, &v, true, "high"
		}
		if err := store.Create(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	c.Store = store
	if c.Dialect == nil {
		c.Dialect = socio.Dialect{}
	}
	model := crud.Must(crud.New(c))
	return bundle{crud.NewService(model), crud.NewStreamer(model)}
}

func with(ctx context.Context, pairs ...string) context.Context {
	return metadata.NewIncomingContext(ctx, metadata.Pairs(pairs...))
}

func structOf(t *testing.T, text string) *structpb.Struct {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	s, err := structpb.NewStruct(m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ids(page *crud.ListResponse[Question]) (ids []int32) {
	for _, q := range page.Results {
		ids = append(ids, q.ID)
	}
	return ids
}

func TestFilters(t *testing.T) {
	svc := service(t, config{})
	structs := service(t, config{Dialect: socio.Dialect{Filters: socio.RequestStructStrict}})
	for filters, want := range map[string][]int32{
		`{}`:                               {1, 2, 3, 4},
		`{"question_text": "Is it fast?"}`: {2},
		`{"question_text__exact": "Is it fast?"}`:   {2},
		`{"question_text__iexact": "is it FAST?"}`:  {2},
		`{"question_text__contains": "t?"}`:         {2, 4},
		`{"question_text__icontains": "W"}`:         {1, 3, 4},
		`{"question_text__startswith": "W"}`:        {1, 4},
		`{"question_text__istartswith": "w"}`:       {1, 3, 4},
		`{"question_text__endswith": "?"}`:          {1, 2, 4},
		`{"question_text__iendswith": "N"}`:         {3},
		`{"question_text": ""}`:                     {1, 2, 3, 4},
		`{"question_text": null, "id__in": []}`:     {1, 2, 3, 4},
		`{"id": 2}`:                                 {2},
		`{"id": "2"}`:                               {2},
		`{"id__in": "1, 3"}`:                        {1, 3},
		`{"id__in": [1, "3"]}`:                      {1, 3},
		`{"id__in": 4}`:                             {4},
		`{"id__range": "2,3"}`:                      {2, 3},
		`{"id__range": [2, 4], "id__lt": 4}`:        {2, 3},
		`{"id__gte": 3}`:                            {3, 4},
		`{"pub_date__gt": "2025-01-02"}`:            {3, 4},
		`{"pub_date__lte": "2025-01-02 00:00:00"}`:  {1, 2},
		`{"pub_date": "2025-01-02T01:00:00+01:00"}`: {2},
		`{"pub_date__gte": "2025-01-04T00:00"}`:     {4},
		`{"rank": 0.5}`:                             {2},
		`{"rank__isnull": true}`:                    {1, 3},
		`{"rank__isnull": "False"}`:                 {2, 4},
		`{"rank__in": [0.5, "1.5"]}`:                {2, 4},
		`{"open": true}`:                            {2, 4},
		`{"open": "true"}`:                          {2, 4},
		`{"level": "high"}`:                         {2, 4},
		`{"took__gt": "01:30:00"}`:                  {3, 4},
		`{"took__gt": "0 02:00:00"}`:                {4},
		`{"took__lt": "90m"}`:                       {1, 2},
		`{"took__gt": "-1 00:00:00.5"}`:             {1, 2, 3, 4},
		`{"digest": "AQI="}`:                        {3},
		`{"votes__lt": 2}`:                          {2},
		`{"ordering": "-pub_date"}`:                 {4, 3, 2, 1},
		`{"ordering": "rank, -id"}`:                 {3, 1, 2, 4},
		`{"ordering": ["rank", "-id"]}`:             {3, 1, 2, 4},
		`{"ordering": ""}`:                          {1, 2, 3, 4},
		`{"search": "w T"}`:                         {1, 3, 4},
		`{"search": "w,not"}`:                       {4},
		`{"search": "'IS IT'"}`:                     {2},
		`{"search": "\"o, t\""}`:                    {3},
		`{"search": "'"}`:                           nil,
		`{"search": ""}`:                            {1, 2, 3, 4},
		`{"page": 2, "page_size": 3}`:               {4},
	} {
		page, err := svc.List(with(t.Context(), "filters", filters), nil)
		if err != nil || !reflect.DeepEqual(ids(page), want) {
			t.Errorf("metadata %s gives %v, %v; want %v", filters, page, err, want)
		}
		page, err = structs.List(t.Context(), &crud.ListRequest[Question]{Parameters: crud.Parameters{Filters: structOf(t, filters)}})
		if err != nil || !reflect.DeepEqual(ids(page), want) {
			t.Errorf("struct %s gives %v, %v; want %v", filters, page, err, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	svc := service(t, config{})
	for filters, want := range map[string]string{
		`{"owner": "ann"}`:            `"owner": {"message": "there is no such filter; allowed: id, id__in, id__lt, id__lte, id__gt, id__gte, id__range, question_text, `,
		`{"nope__in": "1"}`:           `"nope__in": {"message": "there is no such filter`,
		`{"id__isnull": true}`:        `"id__isnull": {"message": "there is no such filter`,
		`{"rank__range": "1,2"}`:      `"rank__range": {"message": "there is no such filter`,
		`{"id__regex": "x"}`:          `"id__regex": {"message": "there is no such filter`,
		`{"QuestionText": "x"}`:       `"QuestionText": {"message": "there is no such filter`,
		`{"id": "one"}`:               `{"id": {"message": "\"one\" is not a whole number that fits", "code": "invalid"}}`,
		`{"id": 2.5}`:                 `is not a whole number`,
		`{"id": 4294967296}`:          `is not a whole number that fits`,
		`{"id": [1]}`:                 `must be one value`,
		`{"id__in": [[1]]}`:           `must be a list of values`,
		`{"id__in": {"a": 1}}`:        `must be a list of values`,
		`{"id__in": "1,x"}`:           `\"x\" is not a whole number`,
		`{"id__range": "1"}`:          `a range must have two values, not 1`,
		`{"votes__lt": -1}`:           `is not a whole number`,
		`{"rank": "x"}`:               `is not a number that fits`,
		`{"open": "yes"}`:             `is not true or false`,
		`{"rank__isnull": "x"}`:       `must be true or false`,
		`{"pub_date": "yesterday"}`:   `is neither a time such as`,
		`{"took__lt": "long"}`:        `is not a duration such as`,
		`{"took__lt": "1:2:3:4"}`:     `is not a duration such as`,
		`{"took__lt": "1h:2"}`:        `is not a duration such as`,
		`{"digest": "AQ=="}`:          `is not base64 of the field's length`,
		`{"digest": "?"}`:             `is not base64`,
		`{"ordering": "owner"}`:       `"ordering": {"message": "\"owner\" cannot be sorted by; allowed: id, question_text, pub_date, rank"`,
		`{"ordering": "id,-id"}`:      `-id is repeated`,
		`{"ordering": 1}`:             `must be a string or a list`,
		`{"ordering": [1]}`:           `cannot be sorted by`,
		`{"search": ["a"]}`:           `must be a string`,
		`{"page_size": 0}`:            `must be a number from 1`,
		`{"page_size": [1]}`:          `must be a number from 1`,
		`[]`:                          `"filters": {"message": "the metadata is not a JSON object`,
		`{} {}`:                       `there is more behind it`,
		`{"a": 1, "b": 2}`:            `"b": {"message": "there is no such`,
		`{"question_text": "\u0000"}`: `zero byte`,
	} {
		_, err := svc.List(with(t.Context(), "filters", filters), nil)
		if s := status.Convert(err); s.Code() != codes.InvalidArgument || !strings.Contains(s.Message(), want) || len(s.Details()) != 1 || !json.Valid([]byte(s.Message())) {
			t.Errorf("%s gives %v; want %s", filters, err, want)
		}
	}
}

// TestManyRefusals shows that a status stays small, whatever is asked for.
func TestManyRefusals(t *testing.T) {
	filters := map[string]int{}
	for i := range 1000 {
		filters[fmt.Sprint("nope", i)] = i
	}
	text, err := json.Marshal(filters)
	if err != nil {
		t.Fatal(err)
	}
	_, err = service(t, config{}).List(with(t.Context(), "filters", string(text)), nil)
	checkSmall(t, err)
	if s := status.Convert(err); strings.Count(s.Message(), "there is no such filter") < 2 || !strings.Contains(s.Message(), "left out: ") {
		t.Error(err)
	}
	// What is not ASCII is longest in JSON, and in trailers.
	for _, letter := range []string{"a", "é", "\u0001", "😀", `\"`, "%"} {
		long := strings.Repeat(letter, 100_000)
		_, err := service(t, config{}).List(with(t.Context(), "filters", `{"`+long+`": 1, "x`+long+`": 1, "ordering": "`+long+`"}`), nil)
		checkSmall(t, err)
		_, err = service(t, config{}).List(with(t.Context(), "filters", `{"pub_date__lt": "`+long+`", "took__lt": "`+long+`"}`), nil)
		checkSmall(t, err)
	}
}

// checkSmall checks that a status fits into the trailers that clients of other languages take, and is JSON.
func checkSmall(t *testing.T, err error) {
	t.Helper()
	s := status.Convert(err)
	details, marshalErr := proto.Marshal(s.Proto())
	if marshalErr != nil {
		t.Fatal(marshalErr)
	}
	size := base64.StdEncoding.EncodedLen(len(details))
	for _, c := range []byte(s.Message()) {
		if size++; c < ' ' || c > '~' || c == '%' {
			size += 2 // escaped
		}
	}
	if s.Code() != codes.InvalidArgument || size > 6<<10 || !json.Valid([]byte(s.Message())) {
		t.Errorf("%d bytes: %.200v", size, err)
	}
}

func TestPagination(t *testing.T) {
	svc := service(t, config{})
	paged := service(t, config{DefaultPageSize: 3, MaxPageSize: 3})
	for _, c := range []struct {
		svc        bundle
		pagination string
		want       []int32
		count      int32
	}{
		{svc, ``, []int32{1, 2, 3, 4}, 0},
		{svc, `{"page": 2, "page_size": 3}`, []int32{4}, 4},
		{svc, `{"page": "last", "page_size": "3"}`, []int32{4}, 4},
		{svc, `{"page_size": 3}`, []int32{1, 2, 3}, 4},
		{svc, `{"page": 1}`, []int32{1, 2, 3, 4}, 4},
		{svc, `{"page_size": 9999999999}`, []int32{1, 2, 3, 4}, 4},
		{svc, `{"page": "", "page_size": null}`, []int32{1, 2, 3, 4}, 0},
		{svc, `{"ordering": "-id", "page_size": 1}`, []int32{4}, 4},
		{paged, ``, []int32{1, 2, 3}, 4},
		{paged, `{"page": 2}`, []int32{4}, 4},
		{paged, `{"page_size": 100}`, []int32{1, 2, 3}, 4},
		{paged, `{"page": "last"}`, []int32{4}, 4},
	} {
		page, err := c.svc.List(with(t.Context(), "pagination", c.pagination), nil)
		if err != nil || !reflect.DeepEqual(ids(page), c.want) || page.Count != c.count {
			t.Errorf("%s gives %v, %v; want %v of %d", c.pagination, page, err, c.want, c.count)
		}
	}
	for _, pagination := range []string{`{"page": 9, "page_size": 3}`, `{"page": 0}`, `{"page": "x"}`, `{"page": [1]}`, `{"page": 4294967297}`} {
		_, err := svc.List(with(t.Context(), "pagination", pagination), nil)
		if s := status.Convert(err); s.Code() != codes.NotFound || s.Message() != `{"message": "Invalid page.", "code": "not_found"}` {
			t.Errorf("%s gives %v", pagination, err)
		}
	}
	var streamed []int32
	for q, err := range svc.Stream(with(t.Context(), "filters", `{"ordering": "-id"}`, "pagination", `{"page": "last", "page_size": 3}`), nil) {
		if err != nil {
			t.Fatal(err)
		}
		streamed = append(streamed, q.ID)
	}
	if !reflect.DeepEqual(streamed, []int32{1}) {
		t.Errorf("streamed is %v", streamed)
	}
}

func TestModes(t *testing.T) {
	const metadata, request = `{"id__lte": 2, "ordering": "-id"}`, `{"ordering": "id", "id__gte": 2}`
	for mode, want := range map[socio.Mode]string{
		socio.MetadataStrict: "_filters: this service reads the metadata filters", socio.RequestStructStrict: "filters: this service reads the field _filters",
	} {
		for _, dialect := range []socio.Dialect{{Filters: mode}, {Pagination: mode, Filters: socio.MetadataAndRequestStruct}} {
			name := "filters"
			r := &crud.ListRequest[Question]{Parameters: crud.Parameters{Filters: structOf(t, request)}}
			if dialect.Pagination == mode && dialect.Filters != mode {
				name, want = "pagination", strings.ReplaceAll(want, "filters", "pagination")
				r = &crud.ListRequest[Question]{Parameters: crud.Parameters{Pagination: structOf(t, `{}`)}}
			}
			_, err := service(t, config{Dialect: dialect}).List(with(t.Context(), name, metadata), r)
			if status.Code(err) != codes.InvalidArgument || !strings.Contains(err.Error(), want) {
				t.Errorf("%v gives %v; want %s", dialect, err, want)
			}
		}
	}
	both := service(t, config{Dialect: socio.Dialect{Filters: socio.MetadataAndRequestStruct, Pagination: socio.MetadataAndRequestStruct}})
	ctx := with(t.Context(), "filters", metadata, "pagination", `{"page": 5, "page_size": 1}`)
	page, err := both.List(ctx, &crud.ListRequest[Question]{Parameters: crud.Parameters{Filters: structOf(t, request), Pagination: structOf(t, `{"page": 1}`)}})
	if err != nil || !reflect.DeepEqual(ids(page), []int32{2}) {
		t.Errorf("both give %v, %v", page, err)
	}
	if page, err = both.List(with(t.Context(), "filters", metadata), nil); err != nil || !reflect.DeepEqual(ids(page), []int32{2, 1}) {
		t.Errorf("metadata gives %v, %v", page, err)
	}
	if _, err = both.List(with(t.Context(), "filters", "{}", "filters", "{}"), nil); status.Code(err) != codes.InvalidArgument {
		t.Errorf("metadata that is repeated gives %v", err)
	}
}

// As in Django, the filters of the metadata narrow what the other actions see.
func TestFiltersOfOtherActions(t *testing.T) {
	svc := service(t, config{})
	ctx := with(t.Context(), "filters", `{"id__lt": 3, "search": "fast"}`)
	if _, err := svc.Retrieve(ctx, 2); err != nil {
		t.Error(err)
	}
	for _, id := range []int32{1, 3} {
		_, err := svc.Retrieve(ctx, id)
		_, update := svc.Update(ctx, &Question{ID: id, QuestionText: "x"})
		for _, err := range []error{err, update, svc.Destroy(ctx, id)} {
			if status.Code(err) != codes.NotFound {
				t.Errorf("an action on %d returns %v", id, err)
			}
		}
	}
	_, err := svc.Retrieve(with(t.Context(), "filters", `{"nope": 1}`), 2)
	if status.Code(err) != codes.InvalidArgument {
		t.Errorf("an unknown filter gives %v", err)
	}
	if err := svc.Destroy(t.Context(), 2); err != nil {
		t.Error(err)
	}
}

// TestInexact asks by whole numbers that a Struct has already rounded.
func TestInexact(t *testing.T) {
	svc := service(t, config{Dialect: socio.Dialect{Filters: socio.MetadataAndRequestStruct}})
	for filters, field := range map[string]string{
		`{"question_text": 9007199254740993}`: "question_text", `{"id": -9007199254740993}`: "id", `{"id__in": [1, 9007199254740992]}`: "id__in",
		`{"id__in": 9007199254740992}`: "id__in", `{"id__range": [1, 1e300]}`: "id__range",
		`{"question_text": 9007199254740991}`: "", `{"question_text": "9007199254740993"}`: "", `{"rank": 9007199254740993}`: "",
	} {
		_, err := svc.List(t.Context(), &crud.ListRequest[Question]{Parameters: crud.Parameters{Filters: structOf(t, filters)}})
		if field == "" && err != nil || field != "" && !strings.Contains(fmt.Sprint(err), field+": a number of a Struct is not exact from 2^53 on") {
			t.Errorf("%s: %v", filters, err)
		}
		if _, err := svc.List(with(t.Context(), "filters", filters), nil); err != nil && strings.Contains(err.Error(), "Struct") {
			t.Errorf("in metadata %s: %v", filters, err)
		}
	}
}
