namespace LlmFunctions.LocalHost.Hosting;

/// <summary>The log of one category.</summary>
internal sealed class LineLog(string category, LineLogProvider lines) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    // The levels of host.json are asked before this one.
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var message = formatter(state, exception);
        lines.Write(logLevel, category, eventId, OneLine(exception is null ? message : $"{message} {TextOf(exception)}"));
    }

    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    /// <summary>Of several that say the same, as those of repeated tries do, one is enough.</summary>
    private static string TextOf(Exception exception) =>
        exception is AggregateException { InnerExceptions: [{ } first, _, ..] inner } && inner.All(one => one.Message == first.Message)
            ? $"{exception.GetType()}: {exception.Message} ---> {first}"
            : exception.ToString();

    private static string OneLine(string text) => text.AsSpan().ContainsAny('\r', '\n') ? text.ReplaceLineEndings(" ") : text;
}
