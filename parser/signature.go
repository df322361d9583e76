package parser

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

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

// genericStreams are grpc-go's stream types that a handler can take, and the shape each means.
var genericStreams = map[string]schema.Stream{
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

// readSignature takes the signature of an action apart. It reports what is wrong and returns nil.
func (r *reader) readSignature(fn *types.Func) *signature {
	sig := fn.Signature()
	pos := r.src.Decl(fn.Origin()).Pos
	if sig.Variadic() {
		last := sig.Params().At(sig.Params().Len() - 1)
		r.diags.Add(r.position(last), "take a slice", "an action cannot be variadic")
		return nil
	}
	if !r.resolved(sig) {
		return nil
	}
	if stream, args := genericStream(sig); args != nil {
		return r.genericSignature(pos, sig, stream, args)
	}
	params, results := vars(sig.Params()), vars(sig.Results())
	if len(params) == 0 || !isNamed(params[0].Type(), "context", "Context") {
		r.diags.Add(pos, shapesHelp, "the first parameter of %s must be a context.Context", fn.Name())
		return nil
	}
	s := &signature{}
	ok := r.requestSide(s, params[1:]) && r.responseSide(s, pos, fn.Name(), results)
	if !ok {
		return nil
	}
	return s
}

// resolved reports whether Go could resolve every type of a signature, and reports those that it could not.
func (r *reader) resolved(sig *types.Signature) bool {
	ok := true
	for _, v := range append(vars(sig.Params()), vars(sig.Results())...) {
		if isInvalid(v.Type()) {
			r.unresolved(r.typePosition(v), v.Type())
			ok = false
		}
	}
	return ok
}

// isInvalid reports whether a type, or a part of it, could not be resolved.
func isInvalid(t types.Type) bool { return strings.Contains(types.TypeString(t, nil), "invalid type") }

func vars(tuple *types.Tuple) []*types.Var {
	var all []*types.Var
	for v := range tuple.Variables() {
		all = append(all, v)
	}
	return all
}

// isNamed reports whether t is the named type path.name, generic or not.
func isNamed(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	obj := named.Obj()
	return obj.Name() == name && obj.Pkg() != nil && obj.Pkg().Path() == path
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// genericStream returns the shape and type arguments of grpc-go's stream type in a signature.
func genericStream(sig *types.Signature) (schema.Stream, *types.TypeList) {
	for p := range sig.Params().Variables() {
		for name, stream := range genericStreams {
			if isNamed(p.Type(), grpcPath, name) {
				return stream, types.Unalias(p.Type()).(*types.Named).TypeArgs()
			}
		}
	}
	return 0, nil
}

// genericSignature checks M(*Req, grpc.ServerStreamingServer[Resp]) error and M(stream) error.
func (r *reader) genericSignature(pos token.Position, sig *types.Signature, stream schema.Stream, args *types.TypeList) *signature {
	want := 1
	if stream == schema.Server {
		want = 2
	}
	params := vars(sig.Params())
	last := params[len(params)-1]
	results := sig.Results()
	_, isStream := types.Unalias(last.Type()).(*types.Named)
	if len(params) != want || !isStream || results.Len() != 1 || !isError(results.At(0).Type()) {
		r.diags.Add(pos, "write M(in *Req, stream grpc.ServerStreamingServer[Resp]) error, or M(stream grpc.ClientStreamingServer[Req, Resp]) error;\n"+
			"the context is stream.Context()", "this is not the signature of a grpc-go stream handler")
		return nil
	}
	s := &signature{stream: stream, grpcStyle: true}
	element := func(i int) *types.Var {
		return types.NewParam(last.Pos(), last.Pkg(), "", types.NewPointer(args.At(i)))
	}
	if stream == schema.Server {
		s.request, s.response = params[:1], []*types.Var{element(0)}
	} else {
		s.request, s.response = []*types.Var{element(0)}, []*types.Var{element(1)}
	}
	for _, v := range append(s.request[:1:1], s.response...) {
		if _, isMessage := r.messageType(v.Type()); !isMessage {
			r.diags.Add(r.position(v), "use a struct of the module, by pointer for a request; or write the handler with iterators",
				"%s is not a message, and grpc-go's stream types carry only messages", r.typeString(deref(v.Type())))
			return nil
		}
	}
	return s
}

// seq2 returns the element of an iter.Seq2[T, error].
func seq2(t types.Type) (types.Type, bool) {
	if !isNamed(t, "iter", "Seq2") {
		return nil, false
	}
	args := types.Unalias(t).(*types.Named).TypeArgs()
	return args.At(0), args.Len() == 2 && isError(args.At(1))
}

func (r *reader) requestSide(s *signature, params []*types.Var) bool {
	for _, p := range params {
		if !r.iterable(p) {
			return false
		}
		elem, ok := seq2(p.Type())
		if !ok {
			continue
		}
		if len(params) > 1 {
			r.diags.Add(r.position(p), "make the other parameters fields of the streamed message", "a stream of requests must be the only parameter beside the context")
			return false
		}
		s.stream = schema.Client
		params = []*types.Var{types.NewParam(p.Pos(), p.Pkg(), p.Name(), elem)}
	}
	s.request = params
	return true
}

// iterable reports a type that is nearly the iterator that a stream needs.
func (r *reader) iterable(v *types.Var) bool {
	t := types.Unalias(v.Type())
	_, isSeq2 := seq2(t)
	_, isChan := t.Underlying().(*types.Chan)
	switch {
	case isChan:
		r.diags.Add(r.position(v), "a stream is an iter.Seq2[T, error]", "channels cannot be streams")
	case isNamed(t, "iter", "Seq"), isNamed(t, "iter", "Seq2") && !isSeq2:
		r.diags.Add(r.position(v), "write iter.Seq2[T, error]", "the second value of a stream must be the error that ends it")
	default:
		return true
	}
	return false
}

func (r *reader) responseSide(s *signature, pos token.Position, name string, results []*types.Var) bool {
	for _, v := range results {
		if !r.iterable(v) {
			return false
		}
		elem, ok := seq2(v.Type())
		if !ok {
			continue
		}
		if len(results) > 1 {
			r.diags.Add(r.position(results[1]), "yield the error as the second value of the sequence", "a stream of responses must be the only result")
			return false
		}
		s.stream = withServerSide(s.stream)
		s.response = []*types.Var{types.NewParam(v.Pos(), v.Pkg(), v.Name(), elem)}
		return true
	}
	if len(results) == 0 || !isError(results[len(results)-1].Type()) {
		r.diags.Add(pos, shapesHelp, "the last result of %s must be an error", name)
		return false
	}
	s.response = results[:len(results)-1]
	return true
}

func withServerSide(s schema.Stream) schema.Stream {
	if s == schema.Client {
		return schema.Bidi
	}
	return schema.Server
}

// isTime reports whether t is time.Time.
func isTime(t types.Type) bool { return isNamed(t, "time", "Time") }

// names reports whether a parameter or a result has that name.
func (s *signature) names(name string) bool {
	return slices.ContainsFunc(slices.Concat(s.request, s.response), func(v *types.Var) bool { return v.Name() == name })
}
