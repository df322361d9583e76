package bib

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
)

// What is sent of an image at once, and how large one may be.
const (
	imageChunk = 64 << 10
	mostImage  = 4 << 20
)

// Image is the picture of a book.
type Image struct {
	BookID   uuid.UUID `gorm:"primaryKey;type:uuid"`
	Book     *Book     `gorm:"constraint:OnDelete:CASCADE"` // for the foreign key
	Filename string    `gorm:"size:100;not null"`
	Data     []byte    `gorm:"not null"`
}

// Package crud is told the fields of an Image here, since no service has it as its model.
var imageFields = crud.NewFields[Image]([]crud.Field{
	{Name: "book_id", Go: "BookID", Kind: crud.Ordered, Primary: true},
	{Name: "filename", Go: "Filename", Kind: crud.Text},
	{Name: "data", Go: "Data", Kind: crud.Ordered, Nullable: true},
})

// FileChunk is a part of an image. The first one says which book it is of and how the file is named; in the others both
// may be empty.
//
//grpc:message name=UpdateImageRequest
type FileChunk struct {
	Filename string
	BookID   uuid.UUID
	Data     []byte
}

// UploadStatus is how an upload ended.
//
//grpc:message name=UpdateImageResponse
type UploadStatus struct {
	Success bool
	// How many bytes were stored.
	Size int64
}

// UpdateImage stores the image of a book in place of the one that it had. Nothing is stored if the upload is broken off.
//
//grpc:action
func (s *BookService) UpdateImage(ctx context.Context, chunks iter.Seq2[*FileChunk, error]) (*UploadStatus, error) {
	image, err := s.receive(ctx, chunks)
	if err != nil {
		return nil, err
	}
	if kind := http.DetectContentType(image.Data); !strings.HasPrefix(kind, "image/") {
		return nil, status.Errorf(codes.InvalidArgument, "%s is no image but %s", image.Filename, kind)
	}
	err = s.books.Transaction(ctx, func(ctx context.Context) error { return s.keep(ctx, image) })
	if err != nil {
		return nil, err
	}
	return &UploadStatus{Success: true, Size: int64(len(image.Data))}, nil
}

// receive reads an upload.
func (s *BookService) receive(ctx context.Context, chunks iter.Seq2[*FileChunk, error]) (*Image, error) {
	var image *Image
	for chunk, err := range chunks {
		if err != nil {
			return nil, err
		}
		if image == nil {
			if image, err = s.begin(ctx, chunk); err != nil {
				return nil, err
			}
		} else if chunk.BookID != uuid.Nil && chunk.BookID != image.BookID || chunk.Filename != "" && chunk.Filename != image.Filename {
			return nil, status.Error(codes.InvalidArgument, "an upload is of one file and one book")
		}
		if len(image.Data)+len(chunk.Data) > mostImage {
			return nil, status.Errorf(codes.ResourceExhausted, "%s is too large: an image may have %d bytes", image.Filename, mostImage)
		}
		image.Data = append(image.Data, chunk.Data...)
	}
	if image == nil || len(image.Data) == 0 {
		return nil, status.Error(codes.InvalidArgument, "the upload has no data")
	}
	return image, nil
}

// begin looks whether the book is there, before its image is sent.
func (s *BookService) begin(ctx context.Context, first *FileChunk) (*Image, error) {
	invalid := &crud.InvalidError{}
	checkText(invalid, "filename", first.Filename, true)
	if strings.ContainsAny(first.Filename, "/\\\x00") {
		invalid.Add("filename", "it names a folder")
	}
	if err := invalid.Err(); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	if _, err := s.Retrieve(ctx, first.BookID); err != nil {
		return nil, err
	}
	return &Image{BookID: first.BookID, Filename: first.Filename}, nil
}

// keep stores an image. Until that is done nobody else changes or removes its book.
func (s *BookService) keep(ctx context.Context, image *Image) error {
	q, err := byKey(s.books.Fields(), image.BookID)
	if err != nil {
		return err
	}
	switch _, err := s.books.Store().Retrieve(ctx, q, true); {
	case errors.Is(err, crud.ErrNotFound):
		return noBook(image.BookID)
	case err != nil:
		return err
	}
	all := slices.DeleteFunc(imageFields.All(), func(f *crud.Field) bool { return f.Primary })
	if err := s.images.Update(ctx, image, all); !errors.Is(err, crud.ErrNotFound) {
		return err
	}
	return s.images.Create(ctx, image)
}

// DownloadImage sends the image of a book in chunks.
//
//grpc:action idempotency=no_side_effects
func (s *BookService) DownloadImage(ctx context.Context, bookID uuid.UUID) (data iter.Seq2[[]byte, error]) {
	return func(yield func([]byte, error) bool) {
		image, err := s.image(ctx, bookID)
		if err != nil {
			yield(nil, err)
			return
		}
		for r := bytes.NewBuffer(image.Data); r.Len() > 0; {
			if !yield(r.Next(imageChunk), nil) {
				return
			}
		}
	}
}

func (s *BookService) image(ctx context.Context, bookID uuid.UUID) (*Image, error) {
	q, err := byKey(imageFields, bookID)
	if err != nil {
		return nil, err
	}
	image, err := s.images.Retrieve(ctx, q, false)
	if errors.Is(err, crud.ErrNotFound) {
		return nil, status.Errorf(codes.NotFound, "book %s has no image", bookID)
	}
	return image, err
}

func byKey(fields *crud.Fields, key uuid.UUID) (*crud.Query, error) {
	q := fields.Query()
	return q, q.And(crud.Cond(fields.Key().Name, crud.Exact, key))
}

func noBook(key uuid.UUID) error { return status.Errorf(codes.NotFound, "Book %s not found", key) }
