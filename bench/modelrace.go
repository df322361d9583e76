package main

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	pb "github.com/grpcgen/grpcgen/bench/rival/questionpb"
)

// modelField is all contenders over both databases. They start when they are first called.
type modelField struct {
	rows  int
	start func(contender string, d database) (*process, error)
	once  sync.Once
	dbs   *databases
	all   map[string][]*modelServer // by kind of database
}

// modelServer is a contender that runs, and a client of it.
type modelServer struct {
	*process
	conn   *grpc.ClientConn
	client pb.QuestionServiceClient
	next   atomic.Int64
}

// server returns a contender.
func (f *modelField) server(kind string, i int) *modelServer {
	f.once.Do(func() {
		var err error
		f.dbs, err = newDatabases(f.rows)
		must(err)
		f.all = map[string][]*modelServer{}
		for _, d := range []database{f.dbs.sqlite, f.dbs.postgres} {
			for _, c := range modelContenders() {
				p, err := f.start(c.name, d)
				must(err)
				conn, err := grpc.NewClient(p.address, grpc.WithTransportCredentials(insecure.NewCredentials()))
				must(err)
				f.all[d.kind] = append(f.all[d.kind], &modelServer{process: p, conn: conn, client: pb.NewQuestionServiceClient(conn)})
			}
		}
	})
	return f.all[kind][i]
}

func (f *modelField) close() {
	for _, servers := range f.all {
		for _, s := range servers {
			s.conn.Close()
			s.process.close()
		}
	}
	if f.dbs != nil {
		must(f.dbs.close())
	}
}

// modelCalls are the calls that the contenders race over. They ask for few of the rows, which the databases have at hand.
var modelCalls = []struct {
	name string
	call func(context.Context, *modelServer, int64) (proto.Message, error)
}{
	{"retrieve", func(ctx context.Context, s *modelServer, n int64) (proto.Message, error) {
		return s.client.Retrieve(ctx, &pb.QuestionServiceRetrieveRequest{Id: 1 + n%1000})
	}},
	{"create", func(ctx context.Context, s *modelServer, n int64) (proto.Message, error) {
		return s.client.Create(ctx, &pb.QuestionServiceCreateRequest{Question: newQuestion(n)})
	}},
	{"list of 100", func(ctx context.Context, s *modelServer, n int64) (proto.Message, error) {
		return s.client.List(ctx, &pb.QuestionServiceListRequest{PageSize: 100})
	}},
	{"update", func(ctx context.Context, s *modelServer, n int64) (proto.Message, error) {
		q := newQuestion(n)
		q.Id = 1 + n%1000
		return s.client.Update(ctx, &pb.QuestionServiceUpdateRequest{Question: q})
	}},
}

func newQuestion(n int64) *pb.Question {
	q := &pb.Question{
		Title: "What is new?", Body: "It is what was not there before, and is now; nothing else is meant by it, as far as is known to anyone.",
		Author: "author", Votes: int32(n % 100), Views: n * 1000003, Asked: timestamppb.New(time.Unix(1700000000+n, 123456000)),
	}
	if n%2 == 0 {
		q.Answer = proto.String("This is.")
	}
	return q
}

// callsPerTurn is how many calls one operation of a race makes.
const callsPerTurn = 128

// races returns a race for each call on each database.
func (f *modelField) races() (all []namedRace) {
	for _, kind := range []string{sqliteKind, postgresKind} {
		for _, c := range modelCalls {
			r := namedRace{part: "model", shape: c.name + ", " + kind, per: callsPerTurn, byCPU: true, processes: true}
			for i, contender := range modelContenders() {
				r.contenders = append(r.contenders, contenderOf(f, kind, i, contender.name, func(s *modelServer) {
					s.turn(c.call)
				}))
			}
			all = append(all, r)
		}
	}
	return all
}

func contenderOf(f *modelField, kind string, i int, name string, op func(*modelServer)) contender {
	return contender{
		name: name, op: func() { op(f.server(kind, i)) },
		of: func() *process { return f.server(kind, i).process },
	}
}

// turn makes the calls of one operation.
func (s *modelServer) turn(call func(context.Context, *modelServer, int64) (proto.Message, error)) {
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			for range callsPerTurn / atOnce {
				_, err := call(background, s, s.next.Add(1))
				must(err)
			}
		})
	}
	all.Wait()
}

// uncounted receives messages and does not read them.
type uncounted struct{}

func (uncounted) Marshal(v any) ([]byte, error) { return proto.Marshal(v.(proto.Message)) }
func (uncounted) Unmarshal([]byte, any) error   { return nil }
func (uncounted) Name() string                  { return "proto" }

// stream receives all rows that the server has.
func (s *modelServer) stream() (rows int, err error) {
	st, err := s.client.Stream(background, &pb.QuestionServiceStreamRequest{}, grpc.ForceCodec(uncounted{}))
	if err != nil {
		return 0, err
	}
	for m := new(pb.QuestionServiceStreamResponse); ; rows++ {
		if err := st.RecvMsg(m); errors.Is(err, io.EOF) {
			return rows, nil
		} else if err != nil {
			return rows, err
		}
	}
}
