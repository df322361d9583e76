package models

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/crud"
)

func pointer[T any](v T) *T { return &v }

func sample() *Product {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return &Product{
		ID: 7, Name: "lamp", Price: 1.5, State: StateUsed, Sold: &at, Code: sql.Null[string]{V: "c", Valid: true}, Added: at, Secret: "s",
		Maker: Maker{"m"}, Parts: []*Part{{Name: "p", Weight: 3, Inner: &Part{Name: "q", Weight: 4}}},
		Reviews: map[string]Part{"r": {Name: "x", Weight: 5}},
	}
}

func as(t *testing.T, v any, name protoreflect.FullName) proto.Message {
	t.Helper()
	NewProductServiceClient(nil)
	m, err := grpcgen.As(v, name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// same encodes a message, has dynamicpb read and write it, and holds the bytes and the JSON of both against each other.
func same(t *testing.T, m proto.Message) *dynamicpb.Message {
	t.Helper()
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	d := dynamicpb.NewMessage(m.ProtoReflect().Descriptor())
	if err := proto.Unmarshal(b, d); err != nil {
		t.Fatal(err)
	}
	again, err := proto.MarshalOptions{Deterministic: true}.Marshal(d)
	if err != nil || !bytes.Equal(b, again) {
		t.Errorf("%s: wrote %x, dynamicpb %x, %v", d.Descriptor().FullName(), b, again, err)
	}
	if ours, theirs := protojson.Format(m), protojson.Format(d); strings.Join(strings.Fields(ours), "") != strings.Join(strings.Fields(theirs), "") {
		t.Errorf("JSON: %s\nwant %s", ours, theirs)
	}
	if len(d.GetUnknown()) > 0 {
		t.Errorf("%s has unknown fields", d.Descriptor().FullName())
	}
	return d
}

func TestForms(t *testing.T) {
	want := map[protoreflect.FullName]string{
		"example.models.Product":      "id name price state sold code added maker parts reviews",
		"example.models.ProductInput": "id name price state sold code secret maker parts",
		"example.models.Part":         "name weight inner",
		"example.models.PartInput":    "name inner",
	}
	for name, fields := range want {
		var v any = sample()
		if strings.HasSuffix(string(name.Name()), "Part") || name.Name() == "PartInput" {
			v = sample().Parts[0]
		}
		d := same(t, as(t, v, name))
		for _, field := range strings.Fields(fields) {
			if fd := d.Descriptor().Fields().ByName(protoreflect.Name(field)); fd == nil || !d.Has(fd) {
				t.Errorf("%s lacks %s", name, field)
			}
		}
		if n := d.Descriptor().Fields().Len(); n != len(strings.Fields(fields)) {
			t.Errorf("%s has %d fields, want %s", name, n, fields)
		}
	}
}

// TestFormsAgree reads each form as the other: what both have is there, and nothing else is taken for it.
func TestFormsAgree(t *testing.T) {
	b, err := proto.Marshal(as(t, sample(), "example.models.ProductInput"))
	if err != nil {
		t.Fatal(err)
	}
	var back Product
	if err := proto.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	want := sample()
	want.Added, want.Secret, want.Reviews = time.Time{}, "", nil
	want.Parts[0].Weight, want.Parts[0].Inner.Weight = 0, 0
	if !reflect.DeepEqual(&back, want) {
		t.Errorf("got  %+v\nwant %+v", back, want)
	}
}

func TestProductIsTheResponse(t *testing.T) {
	if name := sample().ProtoReflect().Descriptor().FullName(); name != "example.models.Product" {
		t.Errorf("a Product is %s", name)
	}
	if _, err := grpcgen.Marshal(sample()); err != nil {
		t.Errorf("Marshal: %v", err)
	}
}

func filter() *ProductFilter {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return &ProductFilter{
		ID: pointer[int64](0), IDIn: []int64{1, 2}, NameIContains: pointer(""), PriceLess: pointer(2.5), StateIn: []State{StateNew, StateUsed},
		SoldGreaterOrEqual: &at, SoldNull: pointer(false), Code: pointer("c"), AddedLess: &at,
	}
}

func TestFilter(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	same(t, filter())
	want := []crud.Condition{
		crud.Cond("id", crud.Exact, int64(0)), crud.Cond("id", crud.In, []any{int64(1), int64(2)}),
		crud.Cond("name", crud.IContains, ""), crud.Cond("price", crud.Less, 2.5),
		crud.Cond("state", crud.In, []any{StateNew, StateUsed}), crud.Cond("sold", crud.GreaterOrEqual, at),
		crud.Cond("sold", crud.Null, false), crud.Cond("code", crud.Exact, "c"), crud.Cond("added", crud.Less, at),
	}
	fields, err := crud.FieldsOf[Product]()
	if err != nil {
		t.Fatal(err)
	}
	q := fields.Query()
	if err := q.And(want...); err != nil {
		t.Fatal(err)
	}
	if got := filter().Conditions(); !reflect.DeepEqual(got, q.Where) {
		t.Errorf("got  %v\nwant %v", got, q.Where)
	}
	if got := (*ProductFilter)(nil).Conditions(); got != nil {
		t.Errorf("nil asks for %v", got)
	}
}

const listRequest = "example.models.ProductServiceListRequest"

// TestBoxedFilter sees a filter through everything that can be done with the message that holds it.
func TestBoxedFilter(t *testing.T) {
	request := func(f crud.Filter[Product]) *crud.ListRequest[Product] {
		return &crud.ListRequest[Product]{Filter: f, OrderBy: []string{"-name"}, Search: "s", PageSize: 3}
	}
	m := as(t, request(filter()), listRequest)
	same(t, m)
	var back crud.ListRequest[Product]
	b, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := proto.Unmarshal(b, as(t, &back, listRequest)); err != nil || !reflect.DeepEqual(&back, request(filter())) {
		t.Errorf("read %+v, %v", back, err)
	}
	var fromJSON crud.ListRequest[Product]
	if err := protojson.Unmarshal([]byte(protojson.Format(m)), as(t, &fromJSON, listRequest)); err != nil || !reflect.DeepEqual(&fromJSON, request(filter())) {
		t.Errorf("read from JSON %+v, %v", fromJSON, err)
	}
	if c := proto.Clone(m); !proto.Equal(c, m) || proto.Equal(c, as(t, request(&ProductFilter{}), listRequest)) || proto.Equal(c, as(t, request(nil), listRequest)) {
		t.Error("a clone is not equal, or another is")
	}
	half := request(&ProductFilter{Name: pointer("n"), IDIn: []int64{9}})
	proto.Merge(as(t, half, listRequest), m)
	want := filter()
	want.Name, want.IDIn = pointer("n"), []int64{9, 1, 2}
	if !reflect.DeepEqual(half.Filter, crud.Filter[Product](want)) {
		t.Errorf("merged %+v", half.Filter)
	}
	r := m.ProtoReflect()
	fd := r.Descriptor().Fields().ByName("filter")
	r.Clear(fd)
	if r.Has(fd) || r.Get(fd).Message().IsValid() {
		t.Error("a cleared filter is there")
	}
	name := fd.Message().Fields().ByName("name")
	r.Mutable(fd).Message().Set(name, protoreflect.ValueOfString("x"))
	if got := r.Get(fd).Message().Get(name).String(); got != "x" {
		t.Errorf("set x, got %s", got)
	}
	r.Set(fd, protoreflect.ValueOfMessage((&ProductFilter{}).ProtoReflect()))
	if !r.Has(fd) || r.Get(fd).Message().Has(name) {
		t.Error("an empty filter that was set is not there")
	}
}

func TestForeignFilter(t *testing.T) {
	NewProductServiceClient(nil)
	other := &crud.ListRequest[Product]{Filter: crud.FilterOf[Product](crud.Cond("name", crud.Exact, "n"))}
	if _, err := grpcgen.Marshal(other); err == nil || !strings.Contains(err.Error(), "ProductFilter") {
		t.Errorf("a filter that cannot travel: %v", err)
	}
	malformed := protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), []byte{0x0a, 0xff})
	var m crud.ListRequest[Product]
	if err := grpcgen.Unmarshal(malformed, &m); err == nil {
		t.Error("a malformed filter is read")
	}
}

// fake answers with what it was asked, instead of a database.
type fake struct{ ProductService }

func (fake) Create(_ context.Context, p *Product) (*Product, error) {
	if p == nil {
		return nil, status.Error(codes.InvalidArgument, "none")
	}
	p.Added = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return p, nil
}

func (fake) List(_ context.Context, r *crud.ListRequest[Product]) (*crud.ListResponse[Product], error) {
	return &crud.ListResponse[Product]{Results: []*Product{{Name: r.Search, ID: int64(len(r.Filter.Conditions()))}}, Count: 1}, nil
}

// TestCalls sends the forms as calls do: what only responses have is not in a request, and the other way round.
func TestCalls(t *testing.T) {
	conn := grpcgen.Local(func(s grpc.ServiceRegistrar) { RegisterProductServiceServer(s, fake{}) })
	client := NewProductServiceClient(conn)
	got, err := client.Create(context.Background(), sample())
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	want.Added, want.Secret, want.Reviews = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), "", nil
	want.Parts[0].Weight, want.Parts[0].Inner.Weight = 0, 0
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	page, err := client.List(context.Background(), &crud.ListRequest[Product]{Filter: filter(), Search: "s"})
	if err != nil || len(page.Results) != 1 || page.Results[0].ID != int64(len(filter().Conditions())) || page.Results[0].Name != "s" {
		t.Errorf("listed %+v, %v", page, err)
	}
	if _, err := client.Create(context.Background(), nil); status.Code(err) != codes.InvalidArgument {
		t.Errorf("Create of nothing: %v", err)
	}
}

// TestValueThatDoesNotFit sends text that is no time, over a socket and in memory, to both codecs: the client hears which
// field, and that it is for it to mend.
func TestValueThatDoesNotFit(t *testing.T) {
	register := func(s grpc.ServiceRegistrar) { RegisterProductServiceServer(s, fake{}) }
	conns := map[string]grpc.ClientConnInterface{"local": grpcgen.Local(register), "stock": serve(t, register), "opt-in": serve(t, register, grpcgen.ServerOption())}
	for name, conn := range conns {
		request := dynamicpb.NewMessage(as(t, &crud.ListRequest[Product]{}, listRequest).ProtoReflect().Descriptor())
		response := dynamicpb.NewMessage(as(t, &crud.ListResponse[Product]{}, "example.models.ProductServiceListResponse").ProtoReflect().Descriptor())
		for text, want := range map[string]codes.Code{
			`{"filter": {"added_lt": "yesterday"}}`: codes.InvalidArgument, `{"filter": {"added_lt": "2026-01-02T03:04:05Z"}}`: codes.OK,
		} {
			if err := protojson.Unmarshal([]byte(text), request); err != nil {
				t.Fatal(err)
			}
			err := conn.Invoke(context.Background(), "/example.models.ProductService/List", request, response)
			if status.Code(err) != want || err != nil && !strings.Contains(err.Error(), "added_lt") {
				t.Errorf("%s: %s: %v", name, text, err)
			}
			for _, detail := range status.Convert(err).Details() {
				if bad, ok := detail.(*errdetails.BadRequest); !ok || bad.FieldViolations[0].Field != "filter.added_lt" {
					t.Errorf("%s: %v", name, detail)
				}
			}
		}
	}
}

// serve serves on a socket until the test ends.
func serve(t *testing.T, register func(grpc.ServiceRegistrar), options ...grpc.ServerOption) *grpc.ClientConn {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := grpc.NewServer(options...)
	register(srv)
	go func() { _ = srv.Serve(listener) }()
	t.Cleanup(srv.Stop)
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// asJSON is the codec of a server that speaks JSON.
type asJSON struct{ decode func(b []byte, m any) error }

func (asJSON) Name() string                      { return "json" }
func (asJSON) Marshal(m any) ([]byte, error)     { return protojson.Marshal(m.(proto.Message)) }
func (c asJSON) Unmarshal(b []byte, m any) error { return c.decode(b, m) }

// text is a message that is there already, as JSON.
type text struct{ b []byte }

func (text) Name() string                    { return "json" }
func (text) Marshal(m any) ([]byte, error)   { return []byte(m.(string)), nil }
func (text) Unmarshal(b []byte, m any) error { m.(*text).b = b; return nil }

// TestOtherCodecs gives requests to codecs that are not grpcgen's: nothing is lost on the way through them.
func TestOtherCodecs(t *testing.T) {
	register := func(s grpc.ServiceRegistrar) { RegisterProductServiceServer(s, fake{}) }
	decoders := map[string]func(b []byte, m any) error{
		"protojson": func(b []byte, m any) error { return protojson.Unmarshal(b, m.(proto.Message)) },
		"json":      json.Unmarshal,
	}
	for name, decode := range decoders {
		conn := serve(t, register, grpc.ForceServerCodec(asJSON{decode}))
		var got text
		request := map[string]string{"protojson": `{"product": {"name": "lamp"}}`, "json": `{"Model": {"Name": "lamp"}}`}[name]
		err := conn.Invoke(context.Background(), "/example.models.ProductService/Create", request, &got, grpc.ForceCodec(text{}))
		if err != nil || !strings.Contains(string(got.b), "lamp") {
			t.Errorf("%s: %s, %v", name, got.b, err)
		}
	}
	conn := serve(t, register, grpc.ForceServerCodec(asJSON{decoders["protojson"]}))
	err := conn.Invoke(context.Background(), "/example.models.ProductService/List", `{"filter": {"addedLt": "yesterday"}}`, &text{}, grpc.ForceCodec(text{}))
	if err == nil || !strings.Contains(err.Error(), "yesterday") {
		t.Errorf("a filter that does not fit: %v", err)
	}
}
