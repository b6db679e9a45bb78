namespace LlmFunctions.LocalHost.Hosting;

/// <summary>One line an entry, in UTC; the same on a terminal and in a file, except that a terminal has colours.</summary>
internal static class ConsoleLogging
{
    public static void Add(ILoggingBuilder logging)
    {
        if (Console.IsOutputRedirected)
        {
            logging.Services.AddSingleton<ILoggerProvider>(static _ => new LineLogProvider(Console.OpenStandardOutput(), TimeProvider.System));
            return;
        }

        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "HH:mm:ss.fff'Z' ";
        });
    }
}
