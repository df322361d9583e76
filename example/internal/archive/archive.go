// Package archive shows the documents of package models: two packages serve one model.
package archive

import (
	"github.com/grpcgen/grpcgen/crud"

	"github.com/grpcgen/grpcgen/example/internal/models"
)

// ArchiveService shows documents.
//
//grpc:service
type ArchiveService struct {
	crud.ReadOnly[models.Doc, int64]
}

// LabelService keeps labels.
//
//grpc:service
type LabelService struct {
	crud.Service[Label[int32], string]
}

// Label is a name and a value.
type Label[V any] struct {
	Name  string `grpc:"primary"`
	Value V      `grpc:"filter=gte"`
}
