using System.Diagnostics;

namespace DevTool;

/// <summary>What a person sees: lines, errors, and steps that show that they are alive.</summary>
internal static class Say
{
    private static readonly Lock Gate = new();
    private static bool _lineIsOpen;

    public static void Line(string text)
    {
        lock (Gate)
        {
            CloseLine();
            Console.Out.WriteLine(text);
        }
    }

    public static void Error(string text)
    {
        lock (Gate)
        {
            CloseLine();
            Console.Error.WriteLine(text);
        }
    }

    /// <summary>Runs a step that may take long; its line counts the seconds, in place on a terminal.</summary>
    public static async Task<T> StepAsync<T>(string what, Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        var inPlace = !Console.IsOutputRedirected;
        var (before, named) = inPlace ? ("\r", what + " ") : ("  ", "");
        var period = TimeSpan.FromSeconds(inPlace ? 1 : 15);
        Write($"{what} …", inPlace);
        var ticks = new Timer(_ => Write($"{before}{named}… {watch.Elapsed.TotalSeconds:0} s", inPlace), null, period, period);
        try
        {
            var result = await work();
            await ticks.DisposeAsync();
            Write($"{before}{named}done in {watch.Elapsed.TotalSeconds:0.0} s", false);
            return result;
        }
        catch
        {
            await ticks.DisposeAsync();
            Write($"{before}{named}failed after {watch.Elapsed.TotalSeconds:0.0} s", false);
            throw;
        }
    }

    private static void Write(string text, bool stay)
    {
        lock (Gate)
        {
            Console.Out.Write(stay ? text : text.TrimEnd() + Environment.NewLine);
            Console.Out.Flush();
            _lineIsOpen = stay;
        }
    }

    private static void CloseLine()
    {
        if (_lineIsOpen)
        {
            Console.Out.WriteLine();
            _lineIsOpen = false;
        }
    }
}
