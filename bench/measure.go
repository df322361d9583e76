package main

import (
	"runtime"
	"slices"
	"syscall"
	"time"
)

// contender is one way to do what all contenders of a race do.
type contender struct {
	name string
	op   func()
}

// result is what one operation of a contender takes.
type result struct {
	name   string
	time   float64 // what is compared: wall, or cpu
	wall   float64 // nanoseconds in the best slice
	cpu    float64 // nanoseconds of the process, garbage collection included: the lower quartile of the rounds
	allocs float64
	bytes  float64
}

// slicesPerRound is how often a contender runs in one round, for slice each time.
const (
	slicesPerRound = 8
	slice          = 500 * time.Microsecond
)

// race lets the contenders run in turns, in slices of about a millisecond, so that whatever disturbs the machine
// disturbs all of them.
func race(rounds int, contenders []contender) []result {
	results := make([]result, len(contenders))
	count := make([]int, len(contenders))
	cpus := make([][]float64, len(contenders))
	for i, c := range contenders {
		count[i] = calibrate(c.op)
		results[i] = result{name: c.name, wall: float64(time.Hour)}
		results[i].allocs, results[i].bytes = allocations(count[i], c.op)
	}
	for range rounds {
		for i, c := range contenders {
			started := cpuTime()
			for range slicesPerRound {
				begin := time.Now()
				for range count[i] {
					c.op()
				}
				results[i].wall = min(results[i].wall, float64(time.Since(begin))/float64(count[i]))
			}
			cpus[i] = append(cpus[i], float64(cpuTime()-started)/float64(slicesPerRound*count[i]))
		}
	}
	for i := range results {
		slices.Sort(cpus[i])
		results[i].cpu = cpus[i][len(cpus[i])/4]
	}
	return results
}

// calibrate returns how many operations take about a millisecond.
func calibrate(op func()) int {
	for n := 1; ; n *= 2 {
		begin := time.Now()
		for range n {
			op()
		}
		if took := time.Since(begin); took > slice/2 {
			return max(1, int(float64(n)*float64(slice)/float64(took)))
		}
	}
}

// allocations returns how many objects and bytes one operation allocates.
func allocations(n int, op func()) (objects, bytes float64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range n {
		op()
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / float64(n), float64(after.TotalAlloc-before.TotalAlloc) / float64(n)
}

// cpuTime returns what the process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
