// Package accounts serves models that embed what GORM has for all of them, gorm.Model.
package accounts

import (
	"time"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// UserService keeps users.
//
//grpc:service
type UserService struct {
	crud.Service[User, uint]
}

// User is somebody.
type User struct {
	gorm.Model
	Name     string `grpc:"search,sort,filter=exact"`
	Password string `grpc:"write_only"`
}

// NoteService keeps notes, which other systems write as well.
//
//grpc:service
type NoteService struct {
	crud.Service[Note, int64]
}

// Note was taken when the client says.
type Note struct {
	ID        int64
	CreatedAt time.Time `grpc:"writable"`
	Text      string
	Revised   int64 `gorm:"autoUpdateTime:milli"`
}
