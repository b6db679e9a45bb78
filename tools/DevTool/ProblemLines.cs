namespace DevTool;

/// <summary>Shows the warnings and errors of the app's log, each with the lines that belong to it; the rest is in the log file.</summary>
internal sealed class ProblemLines
{
    private bool _showing;

    public void Show(string line)
    {
        _showing = line.Length > 0 && char.IsWhiteSpace(line[0])
            ? _showing
            : line.StartsWith("warn:", StringComparison.Ordinal)
                || line.StartsWith("fail:", StringComparison.Ordinal)
                || line.StartsWith("crit:", StringComparison.Ordinal)
                || line.StartsWith("Unhandled exception", StringComparison.Ordinal);
        if (_showing)
        {
            Say.Error(line);
        }
    }
}
