package main

import (
	"context"
	"path/filepath"

	"github.com/grpcgen/grpcgen/config"
	"github.com/grpcgen/grpcgen/parser/source"
)

// settings is the module that a command works on, and what its grpcgen.yaml says.
type settings struct {
	*config.Config
	module source.Root
}

// readSettings finds the module that holds a folder, and reads its grpcgen.yaml.
func readSettings(ctx context.Context, dir string) (settings, error) {
	found, err := source.Find(ctx, dir)
	if err != nil {
		return settings{}, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return settings{}, err
	}
	cfg, err := config.Read(found.Dir, dir)
	return settings{cfg, found}, err
}
