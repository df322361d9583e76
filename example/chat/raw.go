package chat

import (
	"context"
	"errors"
	"io"
	"iter"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/example/chat/chatapi"
)

// Raw serves the same rooms with grpc-go's stream types. It implements chatapi.RawChat.
type Raw struct{ Rooms *Rooms }

var _ chatapi.RawChat = Raw{}

// Describe implements chatapi.RawChat.
func (r Raw) Describe(ctx context.Context, in *chatapi.RoomName) (*chatapi.Room, error) {
	return r.Rooms.Describe(ctx, in.Name)
}

// History implements chatapi.RawChat.
func (r Raw) History(in *chatapi.RoomName, stream grpc.ServerStreamingServer[chatapi.Line]) error {
	return sendAll(stream, r.Rooms.History(stream.Context(), in.Name))
}

// Import implements chatapi.RawChat.
func (r Raw) Import(stream grpc.ClientStreamingServer[chatapi.Line, chatapi.Room]) error {
	room := ""
	for {
		line, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := r.Rooms.say(line); err != nil {
			return status.Error(codes.InvalidArgument, err.Error())
		}
		room = line.Room
	}
	described, err := r.Rooms.describe(room)
	if err != nil {
		return err
	}
	return stream.SendAndClose(described)
}

// Talk implements chatapi.RawChat.
func (r Raw) Talk(stream grpc.BidiStreamingServer[chatapi.Line, chatapi.Line]) error {
	said := func(yield func(*chatapi.Line, error) bool) {
		for {
			line, err := stream.Recv()
			if errors.Is(err, io.EOF) || !yield(line, err) || err != nil {
				return
			}
		}
	}
	return sendAll(stream, r.Rooms.Talk(stream.Context(), said))
}

// sendAll sends what a sequence yields.
func sendAll(stream interface{ Send(*chatapi.Line) error }, lines iter.Seq2[*chatapi.Line, error]) error {
	for line, err := range lines {
		if err == nil {
			err = stream.Send(line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
