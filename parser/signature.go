package parser

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// signature is a handler's signature taken apart: the shape, and what each side carries.
type signature struct {
	stream    schema.Stream
	grpcStyle bool // grpc-go's stream types
	request   []*types.Var
	response  []*types.Var
}

const grpcPath = "google.golang.org/grpc"

// grpcStreams are grpc-go's stream types that a handler can take, and the shape each means.
var grpcStreams = map[string]schema.Stream{
	"ServerStreamingServer": schema.Server,
	"ClientStreamingServer": schema.Client,
	"BidiStreamingServer":   schema.Bidi,
}

const shapesHelp = "a handler is one of\n" +
	"M(ctx context.Context, in *Req) (*Resp, error)\n" +
	"M(ctx context.Context, in *Req) iter.Seq2[*Resp, error]\n" +
	"M(ctx context.Context, in iter.Seq2[*Req, error]) (*Resp, error)\n" +
	"M(ctx context.Context, in iter.Seq2[*Req, error]) iter.Seq2[*Resp, error]\n" +
	"or takes a grpc.ServerStreamingServer, ClientStreamingServer or BidiStreamingServer"

// signatureOf takes the signature of an action apart. It is nil if something is wrong with it, which is returned as well.
func (r *reader) signatureOf(fn *types.Func) (*signature, schema.Diagnostics) {
	s := &signatureReader{r: r, fn: fn, pos: r.src.Decl(fn.Origin()).Pos}
	if !s.read(fn.Signature()) {
		return nil, s.problems
	}
	return &s.out, s.problems
}

// signatureReader reads one signature. Its methods report whether it is one that a handler can have.
type signatureReader struct {
	r        *reader
	fn       *types.Func
	pos      token.Position // of its name
	out      signature
	problems schema.Diagnostics
}

// fail reports what is wrong at a place, and returns false.
func (s *signatureReader) fail(pos token.Position, help, format string, args ...any) bool {
	s.problems.Add(pos, help, format, args...)
	return false
}

func (s *signatureReader) read(sig *types.Signature) bool {
	if sig.Variadic() {
		last := sig.Params().At(sig.Params().Len() - 1)
		return s.fail(s.r.position(last), "take a slice", "an action cannot be variadic")
	}
	if !s.checkResolved(sig) {
		return false
	}
	if stream, args := grpcStream(sig); args != nil {
		return s.readGRPCStyle(sig, stream, args)
	}
	params, results := vars(sig.Params()), vars(sig.Results())
	if len(params) == 0 || !isNamed(params[0].Type(), "context", "Context") {
		return s.fail(s.pos, shapesHelp, "the first parameter of %s must be a context.Context", s.fn.Name())
	}
	return s.readRequest(params[1:]) && s.readResponse(results)
}

// checkResolved reports the types of a signature that Go could not resolve.
func (s *signatureReader) checkResolved(sig *types.Signature) bool {
	ok := true
	for _, v := range append(vars(sig.Params()), vars(sig.Results())...) {
		if isInvalid(v.Type()) {
			s.problems = append(s.problems, s.r.unresolved(s.r.typePosition(v))...)
			ok = false
		}
	}
	return ok
}

// grpcStream returns the shape and type arguments of grpc-go's stream type in a signature.
func grpcStream(sig *types.Signature) (schema.Stream, *types.TypeList) {
	for p := range sig.Params().Variables() {
		for name, stream := range grpcStreams {
			if isNamed(p.Type(), grpcPath, name) {
				return stream, types.Unalias(p.Type()).(*types.Named).TypeArgs()
			}
		}
	}
	return 0, nil
}

// readGRPCStyle reads M(*Req, grpc.ServerStreamingServer[Resp]) error and M(stream) error.
func (s *signatureReader) readGRPCStyle(sig *types.Signature, stream schema.Stream, args *types.TypeList) bool {
	want := 1
	if stream == schema.Server {
		want = 2
	}
	params := vars(sig.Params())
	last := params[len(params)-1]
	results := sig.Results()
	_, isStream := types.Unalias(last.Type()).(*types.Named)
	if len(params) != want || !isStream || results.Len() != 1 || !isError(results.At(0).Type()) {
		return s.fail(s.pos, "write M(in *Req, stream grpc.ServerStreamingServer[Resp]) error, or M(stream grpc.ClientStreamingServer[Req, Resp]) error;\n"+
			"the context is stream.Context()", "this is not the signature of a grpc-go stream handler")
	}
	element := func(i int) *types.Var {
		return types.NewParam(last.Pos(), last.Pkg(), "", types.NewPointer(args.At(i)))
	}
	s.out = signature{stream: stream, grpcStyle: true, request: []*types.Var{element(0)}}
	if stream == schema.Server {
		s.out.request, s.out.response = params[:1], []*types.Var{element(0)}
	} else {
		s.out.response = []*types.Var{element(1)}
	}
	for _, v := range slices.Concat(s.out.request, s.out.response) {
		if _, isMessage := s.r.messageType(v.Type()); !isMessage {
			return s.fail(s.r.position(v), "use a struct of the module, by pointer for a request; or write the handler with iterators",
				"%s is not a message, and grpc-go's stream types carry only messages", s.r.typeString(deref(v.Type())))
		}
	}
	return true
}

// seq2 returns the element of an iter.Seq2[T, error].
func seq2(t types.Type) (types.Type, bool) {
	if !isNamed(t, "iter", "Seq2") {
		return nil, false
	}
	args := types.Unalias(t).(*types.Named).TypeArgs()
	return args.At(0), args.Len() == 2 && isError(args.At(1))
}

func (s *signatureReader) readRequest(params []*types.Var) bool {
	for _, p := range params {
		if !s.checkIterator(p) {
			return false
		}
		elem, ok := seq2(p.Type())
		if !ok {
			continue
		}
		if len(params) > 1 {
			return s.fail(s.r.position(p), "make the other parameters fields of the streamed message", "a stream of requests must be the only parameter besides the context")
		}
		s.out.stream = schema.Client
		params = []*types.Var{types.NewParam(p.Pos(), p.Pkg(), p.Name(), elem)}
	}
	s.out.request = params
	return true
}

// checkIterator reports a type that is nearly the iterator that a stream needs.
func (s *signatureReader) checkIterator(v *types.Var) bool {
	t := types.Unalias(v.Type())
	_, isSeq2 := seq2(t)
	_, isChan := t.Underlying().(*types.Chan)
	switch {
	case isChan:
		return s.fail(s.r.position(v), "a stream is an iter.Seq2[T, error]", "channels cannot be streams")
	case isNamed(t, "iter", "Seq"), isNamed(t, "iter", "Seq2") && !isSeq2:
		return s.fail(s.r.position(v), "write iter.Seq2[T, error]", "the second value of a stream must be the error that ends it")
	}
	return true
}

func (s *signatureReader) readResponse(results []*types.Var) bool {
	for _, v := range results {
		if !s.checkIterator(v) {
			return false
		}
		elem, ok := seq2(v.Type())
		if !ok {
			continue
		}
		if len(results) > 1 {
			return s.fail(s.r.position(results[1]), "yield the error as the second value of the sequence", "a stream of responses must be the only result")
		}
		s.out.stream = withServerSide(s.out.stream)
		s.out.response = []*types.Var{types.NewParam(v.Pos(), v.Pkg(), v.Name(), elem)}
		return true
	}
	if len(results) == 0 || !isError(results[len(results)-1].Type()) {
		return s.fail(s.pos, shapesHelp, "the last result of %s must be an error", s.fn.Name())
	}
	s.out.response = results[:len(results)-1]
	return true
}

func withServerSide(s schema.Stream) schema.Stream {
	if s == schema.Client {
		return schema.Bidi
	}
	return schema.Server
}

// hasName reports whether a parameter or a result has that name.
func (s *signature) hasName(name string) bool {
	return slices.ContainsFunc(slices.Concat(s.request, s.response), func(v *types.Var) bool { return v.Name() == name })
}
