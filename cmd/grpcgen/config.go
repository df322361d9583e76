package main

import (
	"context"
	"path/filepath"

	"github.com/grpcgen/grpcgen/config"
	"github.com/grpcgen/grpcgen/parser"
)

// settings is the module that a command works on, and what its grpcgen.yaml says.
type settings struct {
	*config.Config
	module, root string
}

// readSettings finds the module that holds a folder, and reads its grpcgen.yaml.
func readSettings(ctx context.Context, dir string) (settings, error) {
	module, root, err := parser.Module(ctx, dir)
	if err != nil {
		return settings{}, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return settings{}, err
	}
	cfg, err := config.Read(root, dir)
	return settings{cfg, module, root}, err
}
