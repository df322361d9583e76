// Package chatapi is the contract of the chat: its messages, and the interfaces that a server implements. A client
// links this package and no server code.
//
//grpc:package chat.v1
package chatapi

import (
	"context"
	"iter"
	"time"

	"google.golang.org/grpc"
)

//go:generate go tool grpcgen build

// Line is something that somebody said in a room.
type Line struct {
	Room   string
	Author string
	Text   string
	Mood   Mood
	At     time.Time
}

// Mood is how a line was meant.
type Mood int

// The moods.
const (
	MoodPlain Mood = iota
	MoodHappy
	MoodAngry
)

// Room is what there is to know about a room.
type Room struct {
	Name    string
	Lines   int
	Authors map[string]int // lines by author
	Latest  *Line
}

// Chat is the service with handlers that are iterators. Its client is a Chat as well.
//
//grpc:service name=ChatService
type Chat interface {
	// Describe returns what there is to know about a room. The server says which room it was in the header "room",
	// and counts its lines in the trailer "lines".
	//
	//grpc:action stream=unary idempotency=no_side_effects
	Describe(ctx context.Context, name string) (*Room, error)

	// History yields the lines of a room, oldest first. The header "room" comes before the first of them, the trailer
	// "lines" after the last.
	//
	//grpc:action stream=server
	History(ctx context.Context, name string) iter.Seq2[*Line, error]

	// Import adds lines and returns how many there were. At the first line without an author it stops and says so.
	//
	//grpc:action stream=client
	Import(ctx context.Context, lines iter.Seq2[*Line, error]) (added int, err error)

	// Talk adds what the client says, and yields what the others in those rooms say, from the moment of the first
	// line on. Both sides push at any time; the call ends when the client has said all it had to say.
	//
	//grpc:action stream=bidi
	Talk(ctx context.Context, said iter.Seq2[*Line, error]) iter.Seq2[*Line, error]
}

// RawChat is the same service with grpc-go's stream types, for those who prefer Send and Recv.
//
//grpc:service name=RawChatService
type RawChat interface {
	// Describe returns what there is to know about a room, with header and trailer as those of Chat.
	//
	//grpc:action stream=unary
	Describe(ctx context.Context, in *RoomName) (*Room, error)

	// History sends the lines of a room, oldest first, with header and trailer as those of Chat.
	//
	//grpc:action stream=server
	History(in *RoomName, stream grpc.ServerStreamingServer[Line]) error

	// Import adds lines and returns the room of the last one. At the first line without an author it stops and says so.
	//
	//grpc:action stream=client
	Import(stream grpc.ClientStreamingServer[Line, Room]) error

	// Talk adds what the client says and sends what the others say.
	//
	//grpc:action stream=bidi
	Talk(stream grpc.BidiStreamingServer[Line, Line]) error
}

// RoomName names a room.
type RoomName struct{ Name string }
