package crud_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
)

type request = crud.ListRequest[Question]

func idsOf(rows []*Question) (ids []int32) {
	for _, q := range rows {
		ids = append(ids, q.ID)
	}
	return ids
}

func TestList(t *testing.T) {
	svc := service(t, newSpy(), config{})
	for name, c := range map[string]struct {
		request *request
		want    []int32
	}{
		"all":       {nil, []int32{1, 2, 3, 4}},
		"filter":    {&request{Filter: crud.FilterOf[Question](crud.Cond("question_text", crud.IContains, "R"))}, []int32{1, 3, 4}},
		"any":       {&request{Filter: crud.FilterOf[Question](crud.Or(crud.Cond("id", crud.Exact, 1), crud.Cond("rank", crud.Exact, 1)))}, []int32{1, 2}},
		"in":        {&request{Filter: crud.FilterOf[Question](crud.Cond("id", crud.In, []int32{3, 1, 9}))}, []int32{1, 3}},
		"null":      {&request{Filter: crud.FilterOf[Question](crud.Cond("rank", crud.Null, true))}, []int32{1, 3}},
		"range":     {&request{Filter: crud.FilterOf[Question](crud.Cond("pub_date", crud.Greater, time.Unix(1, 0)))}, []int32{3, 4}},
		"order":     {&request{OrderBy: []string{"-question_text"}}, []int32{3, 2, 4, 1}},
		"nulls":     {&request{OrderBy: []string{"rank", "-id"}}, []int32{3, 1, 2, 4}},
		"down":      {&request{OrderBy: []string{"-rank"}}, []int32{4, 2, 1, 3}},
		"search":    {&request{Search: " R  fo "}, []int32{4}},
		"page":      {&request{Page: 2, PageSize: 3}, []int32{4}},
		"last page": {&request{Page: 9, PageSize: 3}, nil},
	} {
		page, err := svc.List(t.Context(), c.request)
		if err != nil || !reflect.DeepEqual(idsOf(page.Results), c.want) {
			t.Errorf("%s: the page is %+v, %v; want %v", name, page, err, c.want)
		}
	}
}

func TestDefaults(t *testing.T) {
	svc := service(t, newSpy(), config{DefaultOrder: []string{"-PubDate"}, DefaultPageSize: 2, MaxPageSize: 3, CountAlways: true})
	page, err := svc.List(t.Context(), &request{})
	if err != nil || !reflect.DeepEqual(idsOf(page.Results), []int32{4, 3}) || page.Count != 4 || page.NextPageToken == "" {
		t.Errorf("the page is %+v, %v", page, err)
	}
	if page, err = svc.List(t.Context(), &request{PageSize: 100}); err != nil || len(page.Results) != 3 {
		t.Errorf("the page is %+v, %v", page, err)
	}
}

// The count of all rows is only asked for if the page does not tell.
func TestCount(t *testing.T) {
	for _, c := range []struct {
		request request
		count   int32
		calls   string
	}{
		{request{Page: 1}, 4, "list"}, {request{Page: 2, PageSize: 3}, 4, "list"}, {request{Page: 1, PageSize: 3}, 4, "list; count"},
		{request{Page: 3, PageSize: 3}, 4, "list; count"}, {request{PageSize: 3}, 0, "list"},
	} {
		s := newSpy()
		svc := service(t, s, config{})
		page, err := svc.List(t.Context(), &c.request)
		if err != nil || page.Count != c.count {
			t.Errorf("%+v: the page is %+v, %v", &c.request, page, err)
		}
		s.did(t, c.calls)
	}
}

func TestListRefuses(t *testing.T) {
	svc := service(t, newSpy(), config{})
	streamer := crud.NewStreamer(crud.Must(crud.New(config{Store: newSpy()})))
	where := func(field string, l crud.Lookup, value any) *request {
		return &request{Filter: crud.FilterOf[Question](crud.Cond(field, l, value))}
	}
	filters := `id (exact, in, lt, lte, gt, gte), question_text (exact, icontains), pub_date (lt, lte, gt, gte), rank (exact, null)`
	struct1 := &structpb.Struct{}
	for _, c := range []struct {
		request *request
		want    []string
	}{
		{where("nope", crud.Exact, 1), []string{`filter.nope: "nope" cannot be filtered by; allowed: ` + filters}},
		{where("owner", crud.Exact, "ann"), []string{"filter.owner: ", filters}},
		{where("secret", crud.Exact, "s"), []string{"filter.secret: ", filters}},
		{where("rank", crud.Less, 1), []string{"filter.rank_lt: rank cannot be filtered by lt; allowed: exact, null"}},
		{where("rank", crud.Lookup(99), 1), []string{"rank cannot be filtered by Lookup(99)"}},
		{where("rank", crud.Exact, "1"), []string{"filter.rank: the value has type string, and the field has type int32"}},
		{where("question_text", crud.Exact, "a\x00"), []string{"cannot contain a zero byte"}},
		{where("id", crud.In, make([]int32, 1001)), []string{"1001 values are too many: at most 1000"}},
		{&request{Filter: crud.FilterOf[Question](make([]crud.Condition, 201)...)}, []string{"201 conditions are too many"}},
		{&request{Filter: crud.FilterOf[Question](crud.Or(crud.Cond("owner", crud.Exact, "ann")))}, []string{"filter.owner: "}},
		{&request{OrderBy: []string{"id", "owner", "-nope", "-id"}}, []string{
			`order_by[1]: "owner" cannot be sorted by; allowed: id, question_text, pub_date, rank`, `order_by[2]: "nope"`, "order_by[3]: id is repeated",
		}},
		{&request{OrderBy: []string{"PubDate"}}, []string{`"PubDate" cannot be sorted by`}},
		{&request{OrderBy: make([]string, 1000)}, []string{"order_by[19]"}},
		{&request{Search: strings.Repeat("a ", 33)}, []string{"search: 33 words are too many"}},
		{&request{Search: "\x00"}, []string{"zero byte"}},
		{&request{PageSize: -1, Page: -1}, []string{"page_size: -1 is negative", "page: -1 is negative"}},
		{&request{Page: 1, PageToken: "x"}, []string{"page: set either page or page_token, not both"}},
		{&request{Parameters: crud.Parameters{Filters: struct1, Pagination: struct1}}, []string{"_filters: the field is not read", "_pagination: ", "crud.Config.Dialect"}},
	} {
		_, err := svc.List(t.Context(), c.request)
		refused(t, err, codes.InvalidArgument, c.want...)
		if c.request.Page == 0 && c.request.PageSize == 0 {
			r := &crud.StreamRequest[Question]{
				Filter: c.request.Filter, OrderBy: c.request.OrderBy, Search: c.request.Search, Parameters: c.request.Parameters,
			}
			for _, err := range streamer.Stream(t.Context(), r) {
				refused(t, err, codes.InvalidArgument, c.want...)
			}
		}
	}
	ctx := metadata.NewIncomingContext(t.Context(), metadata.Pairs("filters", "{}", "pagination", "{}"))
	_, err := svc.List(ctx, &request{})
	refused(t, err, codes.InvalidArgument, "filters: the metadata is not read by this service: use the fields of the request", "pagination: the metadata")
	noSearch := crud.NewLister(crud.Must(crud.New(crud.Config[plain, int64]{Store: memstore.Must(memstore.New[plain, int64]())})))
	_, err = noSearch.List(t.Context(), &crud.ListRequest[plain]{Search: "a", OrderBy: []string{"id"}})
	refused(t, err, codes.InvalidArgument, "search: no field of plain can be searched", "allowed: nothing")
}

// walk reads all pages, and calls between after each.
func walk(t *testing.T, svc crud.Service[Question, int32], r request, between func()) (ids []int32) {
	t.Helper()
	for range 100 {
		page, err := svc.List(t.Context(), &r)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, idsOf(page.Results)...)
		if page.NextPageToken == "" {
			return ids
		}
		r.PageToken = page.NextPageToken
		between()
	}
	t.Fatal("the pages do not end")
	return nil
}

func TestPages(t *testing.T) {
	for _, order := range [][]string{nil, {"-id"}, {"rank"}, {"-rank"}, {"question_text"}, {"-pub_date", "rank"}, {"rank", "-pub_date", "id"}} {
		svc := service(t, newSpy(), config{})
		all := walk(t, svc, request{OrderBy: order}, func() {})
		for size := int32(1); size <= 4; size++ {
			if got := walk(t, svc, request{OrderBy: order, PageSize: size}, func() {}); !reflect.DeepEqual(got, all) {
				t.Errorf("by %v, pages of %d have %v, want %v", order, size, got, all)
			}
		}
	}
}

func TestPagesUnderConcurrentInserts(t *testing.T) {
	for _, order := range [][]string{{"rank"}, {"-rank"}, {"-pub_date"}, {"question_text"}} {
		s := newSpy()
		svc := service(t, s, config{})
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			for i := 0; ctx.Err() == nil && i < 300; i++ {
				rank := int32(i % 5)
				_ = s.Store.Create(ctx, &Question{QuestionText: fmt.Sprint(order, i), Rank: &rank, PubDate: time.Unix(int64(i%7), 5)})
			}
		})
		seen := map[int32]int{}
		for _, id := range walkAll(t, svc, request{OrderBy: order, PageSize: 2}) {
			seen[id]++
		}
		stop()
		wg.Wait()
		for id, n := range seen {
			if n != 1 {
				t.Errorf("by %v, %d came %d times", order, id, n)
			}
		}
		for id := int32(1); id <= 4; id++ {
			if seen[id] != 1 {
				t.Errorf("by %v, %d came %d times", order, id, seen[id])
			}
		}
	}
}

func walkAll(t *testing.T, svc crud.Service[Question, int32], r request) (ids []int32) {
	for {
		page, err := svc.List(t.Context(), &r)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, idsOf(page.Results)...)
		if r.PageToken = page.NextPageToken; r.PageToken == "" {
			return ids
		}
	}
}

func TestPageTokenOfAnotherRequest(t *testing.T) {
	svc := service(t, newSpy(), config{})
	base := request{PageSize: 1, OrderBy: []string{"rank"}, Filter: crud.FilterOf[Question](crud.Cond("id", crud.In, []int32{1, 2, 3})), Search: "r"}
	page, err := svc.List(t.Context(), &base)
	if err != nil || page.NextPageToken == "" {
		t.Fatal(page, err)
	}
	token := page.NextPageToken
	base.PageToken = token
	if _, err := svc.List(t.Context(), &base); err != nil {
		t.Error(err)
	}
	const want = "page_token: this is not the next_page_token of a page with the same filter, order and search"
	for name, change := range map[string]func(*request){
		"order":    func(r *request) { r.OrderBy = []string{"-rank"} },
		"no order": func(r *request) { r.OrderBy = nil },
		"filter":   func(r *request) { r.Filter = crud.FilterOf[Question](crud.Cond("id", crud.In, []int32{1, 2})) },
		"any": func(r *request) {
			r.Filter = crud.FilterOf[Question](crud.Or(crud.Cond("id", crud.In, []int32{1, 2, 3})))
		},
		"null":      func(r *request) { r.Filter = crud.FilterOf[Question](crud.Cond("rank", crud.Null, false)) },
		"text":      func(r *request) { r.Filter = crud.FilterOf[Question](crud.Cond("question_text", crud.IContains, "x")) },
		"no filter": func(r *request) { r.Filter = nil },
		"search":    func(r *request) { r.Search = "i" },
		"cut":       func(r *request) { r.PageToken = token[:len(token)-4] },
		"longer":    func(r *request) { r.PageToken = token + "AAAA" },
		"text else": func(r *request) { r.PageToken = "no token!" },
	} {
		r := base
		change(&r)
		_, err := svc.List(t.Context(), &r)
		t.Run(name, func(t *testing.T) { refused(t, err, codes.InvalidArgument, want) })
	}
	raw, _ := base64.RawURLEncoding.DecodeString(token)
	for i := range raw {
		for bit := range 8 {
			tampered := append([]byte{}, raw...)
			tampered[i] ^= 1 << bit
			r := base
			r.PageToken = base64.RawURLEncoding.EncodeToString(tampered)
			_, err := svc.List(t.Context(), &r)
			refused(t, err, codes.InvalidArgument, want)
		}
	}
}

func FuzzPageToken(f *testing.F) {
	store := memstore.Must(memstore.New[Question, int32]())
	for i := range int32(5) {
		q := &Question{QuestionText: fmt.Sprint(i), Rank: &i}
		if i == 2 {
			q.Rank = nil
		}
		if err := store.Create(f.Context(), q); err != nil {
			f.Fatal(err)
		}
	}
	svc := crud.NewLister(crud.Must(crud.New(config{Store: store})))
	orders := [][]string{nil, {"rank"}, {"-question_text", "pub_date"}}
	for i, order := range orders {
		page, err := svc.List(f.Context(), &request{OrderBy: order, PageSize: 2})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(page.NextPageToken, i)
	}
	f.Add("AQ", 0)
	f.Fuzz(func(t *testing.T, token string, order int) {
		if order < 0 || order >= len(orders) {
			return
		}
		page, err := svc.List(t.Context(), &request{OrderBy: orders[order], PageSize: 2, PageToken: token})
		if err != nil && status.Code(err) != codes.InvalidArgument || err == nil && len(page.Results) > 2 {
			t.Errorf("%q gives %+v, %v", token, page, err)
		}
	})
}

func TestStream(t *testing.T) {
	s := newSpy()
	_ = service(t, s, config{})
	svc := crud.NewStreamer(crud.Must(crud.New(config{Store: s, Scope: func(_ context.Context, a crud.Action, q *crud.Query) error {
		if a != crud.StreamAction {
			return errors.New(a.String())
		}
		return q.And(crud.Cond("id", crud.Less, 4))
	}})))
	var got []int32
	for q, err := range svc.Stream(t.Context(), &crud.StreamRequest[Question]{OrderBy: []string{"-id"}}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, q.ID)
	}
	if !reflect.DeepEqual(got, []int32{3, 2, 1}) {
		t.Errorf("streamed is %v", got)
	}
	s.streamed.Store(0)
	for range svc.Stream(t.Context(), nil) {
		break
	}
	if n := s.streamed.Load(); n != 1 {
		t.Errorf("%d rows were read for one that was wanted", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range svc.Stream(ctx, nil) {
		cancel()
		last = err
	}
	refused(t, last, codes.Canceled)
}
