namespace DevTool;

/// <summary>How many tests ended how.</summary>
internal sealed record TestTally(int Passed, int Failed, int Skipped)
{
    public static TestTally operator +(TestTally left, TestTally right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
}
