package runtime

import "iter"

// Map returns seq with f applied to its elements. A pair with an error passes through with a zero value, and a nil seq
// stays nil.
func Map[A, B any](seq iter.Seq2[A, error], f func(A) B) iter.Seq2[B, error] {
	if seq == nil {
		return nil
	}
	return func(yield func(B, error) bool) {
		for a, err := range seq {
			var b B
			if err == nil {
				b = f(a)
			}
			if !yield(b, err) {
				return
			}
		}
	}
}
