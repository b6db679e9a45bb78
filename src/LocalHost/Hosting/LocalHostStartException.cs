namespace LlmFunctions.LocalHost.Hosting;

/// <summary>The functions or the settings are such that nothing can be started; every problem is named.</summary>
public sealed class LocalHostStartException : Exception
{
    /// <summary>Creates an exception from all the problems found.</summary>
    public LocalHostStartException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems))
    {
        Problems = problems;
    }

    /// <summary>Creates an exception from one problem.</summary>
    public LocalHostStartException(string problem, Exception? innerException = null)
        : base(problem, innerException)
    {
        Problems = [problem];
    }

    /// <summary>One sentence a problem, naming the function, the file or the setting.</summary>
    public IReadOnlyList<string> Problems { get; }
}
