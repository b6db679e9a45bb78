using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmFunctions.Functions.Live;
using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LlmFunctions.Functions.Management;

/// <summary>Writes objects and changes of the configuration as JSON.</summary>
internal static class ConfigurationAnswers
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IResult List(IReadOnlyList<ConfigurationEntry> entries) => Json(StatusCodes.Status200OK, writer =>
    {
        writer.WriteString("object"u8, "list"u8);
        writer.WriteStartArray("data"u8);
        foreach (ConfigurationEntry entry in entries)
        {
            writer.WriteStartObject();
            Write(writer, entry);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    public static IResult One(ConfigurationEntry entry, HttpResponse response)
    {
        response.Headers[HeaderNames.ETag] = $"\"{entry.Tag}\"";
        return Json(StatusCodes.Status200OK, writer => Write(writer, entry));
    }

    /// <param name="outcome">What came of the changes.</param>
    /// <param name="single">The change, where there is only one.</param>
    /// <param name="notes">What was asked for and is not carried over.</param>
    /// <param name="response">Gets the ETag of a single object.</param>
    public static IResult Outcome(ConfigurationOutcome outcome, ConfigurationChange? single, IReadOnlyList<string> notes, HttpResponse response)
    {
        ConfigurationDocument? document = single is null ? null : outcome.Configuration.Documents.Find(single.Kind, single.Kind.Accept(single.Name));
        if (document is not null && outcome.IsApplied)
        {
            response.Headers[HeaderNames.ETag] = $"\"{document.Tag}\"";
        }

        bool isNew = single is not null && outcome is { IsApplied: true, Differences: [{ Before: null }] };
        return Json(isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, writer =>
        {
            writer.WriteBoolean("dry_run"u8, !outcome.IsApplied);
            writer.WriteNumber("revision"u8, outcome.Configuration.Revision);
            writer.WriteStartArray("changes"u8);
            foreach (ConfigurationDifference difference in outcome.Differences)
            {
                Write(writer, difference);
            }

            writer.WriteEndArray();
            Texts(writer, "warnings", outcome.Warnings);
            Texts(writer, "notes", notes);
        });
    }

    public static IResult Status(long revision, LiveConfiguration live, IReadOnlyList<InstanceReport> reports) => Json(StatusCodes.Status200OK, writer =>
    {
        writer.WriteNumber("revision"u8, revision);
        writer.WriteString("instance"u8, live.Instance);
        writer.WriteStartArray("instances"u8);
        foreach (InstanceReport report in reports.OrderByDescending(static report => report.At))
        {
            writer.WriteStartObject();
            writer.WriteString("instance"u8, report.Instance);
            writer.WriteNumber("revision"u8, report.Revision);
            writer.WriteBoolean("current"u8, report.Revision == revision);
            writer.WriteString("at"u8, report.At);
            writer.WriteString("error"u8, report.Error);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    public static IResult Json(int status, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Relaxed))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return TypedResults.Text(Encoding.UTF8.GetString(buffer.WrittenSpan), "application/json", Encoding.UTF8, status);
    }

    private static void Write(Utf8JsonWriter writer, ConfigurationEntry entry)
    {
        writer.WriteString("kind"u8, entry.Kind.Name);
        writer.WriteString("name"u8, entry.Name);
        writer.WriteString("source"u8, entry.IsOfSettings ? "settings"u8 : "api"u8);
        writer.WriteString("etag"u8, entry.Tag);
        if (entry.UpdatedAt is { } at)
        {
            writer.WriteString("updated_at"u8, at);
        }

        writer.WritePropertyName("value"u8);
        entry.Value.WriteTo(writer);
    }

    private static void Write(Utf8JsonWriter writer, ConfigurationDifference difference)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, difference.Kind.Name);
        writer.WriteString("name"u8, difference.Name);
        writer.WriteString("action"u8, difference.Before is null ? "create"u8 : difference.After is null ? "delete"u8 : "update"u8);
        Side(writer, "before", difference.Before);
        Side(writer, "after", difference.After);
        if (difference.SetsKey)
        {
            writer.WriteBoolean("sets_key"u8, true);
        }

        writer.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void Side(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        writer.WritePropertyName(name);
        if (value is { } known)
        {
            known.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
