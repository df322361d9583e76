package main

import (
	"context"
	"path/filepath"

	"github.com/grpcgen/grpcgen/breaking"
	"github.com/grpcgen/grpcgen/config"
	"github.com/grpcgen/grpcgen/parser/source"
)

// userModule is the module that a command works on, and what its grpcgen.yaml says.
type userModule struct {
	source.Root
	*config.Config
}

// readModule finds the module that holds a folder, and reads its grpcgen.yaml.
func readModule(ctx context.Context, dir string) (userModule, error) {
	root, err := source.Find(ctx, dir)
	if err != nil {
		return userModule{}, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return userModule{}, err
	}
	cfg, err := readConfig(root.Dir, dir)
	return userModule{root, cfg}, err
}

// readConfig reads the grpcgen.yaml of the module in root, for a command that runs in dir.
func readConfig(root, dir string) (*config.Config, error) {
	return config.Read(root, dir, breaking.CheckName)
}
