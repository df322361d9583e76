package models

import "github.com/grpcgen/grpcgen/crud"

// DocService keeps documents.
//
//grpc:service
type DocService struct {
	crud.Service[Doc, int64]
}

// Doc is a document.
type Doc struct {
	ID int64
	Audit
	Title string
}

// Audit has two fields, one of which is called Valid as in sql.NullString. It is embedded all the same.
type Audit struct {
	Valid bool   `grpc:"filter=exact"`
	Note  string `grpc:"filter=exact,sort"`
}
