using System.Diagnostics;
using System.Text.Json;

namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>Chromium without a window, as Debian and others package it: what a page becomes, and what it asked for on the way.</summary>
internal static class Browser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>The browser of this machine; null where there is none.</summary>
    public static string? Find() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in Names
         let file = Path.Combine(folder, name)
         where File.Exists(file)
         select file).FirstOrDefault();

    /// <summary>Opens a page, lets its scripts run, and returns the document that it then is and all addresses that it asked for.</summary>
    public static async Task<(string Document, IReadOnlyList<Uri> Requested)> OpenAsync(string browser, Uri page, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("llmfn-browser-").FullName;
        try
        {
            string log = Path.Combine(folder, "net.json");
            ProcessStartInfo start = new(browser) { RedirectStandardOutput = true, RedirectStandardError = true };
            string[] arguments =
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",

                // Of a long page only what is in sight is drawn.
                "--window-size=1280,16000",

                // Whatever the browser itself would like to fetch it does not find.
                "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                $"--user-data-dir={folder}", $"--log-net-log={log}", "--virtual-time-budget=20000", "--dump-dom", page.ToString(),
            ];
            foreach (string argument in arguments)
            {
                start.ArgumentList.Add(argument);
            }

            using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{browser} did not start.");
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            try
            {
                Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
                string document = await process.StandardOutput.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return File.Exists(log)
                    ? (document, RequestedBy(page, await File.ReadAllTextAsync(log, cancellationToken)))
                    : throw new InvalidOperationException($"{browser} wrote no log: {await errors}");
            }
            finally
            {
                process.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The log has an event for each request that is begun, with whose doing it is.</summary>
    private static Uri[] RequestedBy(Uri page, string log)
    {
        using JsonDocument json = JsonDocument.Parse(log);
        int begun = json.RootElement.GetProperty("constants").GetProperty("logEventTypes").GetProperty("URL_REQUEST_START_JOB").GetInt32();
        return
        [
            .. from entry in json.RootElement.GetProperty("events").EnumerateArray()
               where entry.GetProperty("type").GetInt32() == begun && entry.TryGetProperty("params", out JsonElement parameters) 
                   && parameters.TryGetProperty("initiator", out JsonElement initiator) && initiator.ValueEquals(page.GetLeftPart(UriPartial.Authority))
               select new Uri(entry.GetProperty("params").GetProperty("url").GetString()!),
        ];
    }
}
