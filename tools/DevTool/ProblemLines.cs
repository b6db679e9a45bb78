using System.Text.RegularExpressions;

namespace DevTool;

/// <summary>Shows the warnings and errors of the app's log, each with the lines that belong to it; the rest is in the log file.</summary>
internal sealed partial class ProblemLines
{
    private bool _showing;

    public void Show(string line)
    {
        _showing = line.Length > 0 && char.IsWhiteSpace(line[0])
            ? _showing
            : Problem().IsMatch(line);
        if (_showing)
        {
            Say.Error(line);
        }
    }

    // A log line may begin with the time.
    [GeneratedRegex(@"^([\d:.]+Z )?(warn|fail|crit): |^Unhandled exception")]
    private static partial Regex Problem();
}
