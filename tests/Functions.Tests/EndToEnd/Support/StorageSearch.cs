using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>Looks for a text in everything that is in the storage: names of rows, texts and bytes, and what is packed in them.</summary>
internal static class StorageSearch
{
    /// <summary>Where the text is. The storage should be the test's own: of all other tests' it takes minutes.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(string text, string connection) => (await FindAsync([text], connection))[text];

    /// <summary>Where each of some texts is.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> FindAsync(IReadOnlyCollection<string> texts, string connection)
    {
        Dictionary<string, List<string>> places = texts.ToDictionary(static text => text, static _ => new List<string>());
        TableServiceClient storage = new(connection);
        await foreach (TableItem table in storage.QueryAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            await foreach (TableEntity row in storage.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken))
            {
                foreach ((string name, object? value) in (IDictionary<string, object>)row)
                {
                    string content = value is byte[] bytes ? Unpack(bytes) : value?.ToString() ?? "";
                    foreach (string text in texts.Where(text => content.Contains(text, StringComparison.Ordinal)))
                    {
                        places[text].Add($"{table.Name} {row.RowKey} {name}");
                    }
                }
            }
        }

        return places.ToDictionary(static found => found.Key, static found => (IReadOnlyList<string>)found.Value);
    }

    /// <summary>Bytes as text; of a packed one that goes on elsewhere, as much as there is.</summary>
    private static string Unpack(byte[] bytes)
    {
        if (bytes is not [0x1f, 0x8b, ..])
        {
            return Encoding.UTF8.GetString(bytes);
        }

        using GZipStream zip = new(new MemoryStream(bytes), CompressionMode.Decompress);
        using MemoryStream content = new();
        try
        {
            zip.CopyTo(content);
        }
        catch (InvalidDataException)
        {
            // The rest is in another property.
        }

        return Encoding.UTF8.GetString(content.ToArray());
    }
}
