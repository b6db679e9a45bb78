using System.Collections;
using Azure.Data.Tables.Entities;

namespace Azure.Data.Tables;

/// <summary>A row as a dictionary from property names to values.</summary>
#nullable disable annotations // As in the official package, whose dictionary takes and gives nulls without annotations.
public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    private readonly Dictionary<string, object> _properties;

    /// <summary>An empty row.</summary>
    public TableEntity() => _properties = [];

    /// <summary>A row of the given keys.</summary>
    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    /// <summary>A row with a copy of the given properties.</summary>
    public TableEntity(IDictionary<string, object> values) => _properties = values is null ? [] : new(values);

    /// <inheritdoc/>
    public string PartitionKey
    {
        get => GetString(nameof(PartitionKey));
        set => _properties[nameof(PartitionKey)] = value;
    }

    /// <inheritdoc/>
    public string RowKey
    {
        get => GetString(nameof(RowKey));
        set => _properties[nameof(RowKey)] = value;
    }

    /// <inheritdoc/>
    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(EntityJson.Timestamp);
        set => _properties[EntityJson.Timestamp] = value;
    }

    /// <inheritdoc/>
    public ETag ETag
    {
        get => new(GetString(EntityJson.ETag));
        set => _properties[EntityJson.ETag] = value.ToString();
    }

    /// <summary>Names of the properties.</summary>
    public ICollection<string> Keys => _properties.Keys;

    /// <summary>How many properties there are.</summary>
    public int Count => _properties.Count;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    ICollection<object> IDictionary<string, object>.Values => _properties.Values;

    /// <summary>A property's value; null if it is not there. A whole number assigned to a property that is long or double keeps that type.</summary>
    public object this[string key]
    {
        get => _properties.TryGetValue(key, out object value) ? value : null;
        set => _properties[key] = (_properties.GetValueOrDefault(key), value) switch
        {
            (double, int number) => (double)number,
            (long, int number) => (long)number,
            (string, DateTime or DateTimeOffset) => value.ToString(),
            _ => value,
        };
    }

    /// <summary>A string property; null if it is not there.</summary>
    public string GetString(string key) => Get<string>(key);

    /// <summary>A binary property; null if it is not there.</summary>
    public BinaryData GetBinaryData(string key) => _properties.GetValueOrDefault(key) is byte[] bytes ? new BinaryData(bytes) : Get<BinaryData>(key);

    /// <summary>A binary property; null if it is not there.</summary>
    public byte[] GetBinary(string key) => Get<byte[]>(key);

    /// <summary>A boolean property; null if it is not there.</summary>
    public bool? GetBoolean(string key) => Get<bool?>(key);

    /// <summary>A time property in UTC; null if it is not there.</summary>
    public DateTime? GetDateTime(string key) => _properties.GetValueOrDefault(key) is DateTimeOffset time ? time.UtcDateTime : Get<DateTime?>(key);

    /// <summary>A time property; null if it is not there.</summary>
    public DateTimeOffset? GetDateTimeOffset(string key) => _properties.GetValueOrDefault(key) is DateTime time ? new DateTimeOffset(time) : Get<DateTimeOffset?>(key);

    /// <summary>A double property; null if it is not there.</summary>
    public double? GetDouble(string key) => Get<double?>(key);

    /// <summary>A GUID property; null if it is not there.</summary>
    public Guid? GetGuid(string key) => Get<Guid?>(key);

    /// <summary>An Int32 property; null if it is not there.</summary>
    public int? GetInt32(string key) => Get<int?>(key);

    /// <summary>An Int64 property; null if it is not there.</summary>
    public long? GetInt64(string key) => Get<long?>(key);

    /// <summary>Adds a property; throws if it is there.</summary>
    public void Add(string key, object value) => _properties.Add(key, value);

    /// <summary>Whether there is such a property.</summary>
    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    /// <summary>Removes a property.</summary>
    public bool Remove(string key) => _properties.Remove(key);

    /// <summary>Looks for a property.</summary>
    public bool TryGetValue(string key, out object value) => _properties.TryGetValue(key, out value);

    /// <summary>Removes all properties.</summary>
    public void Clear() => _properties.Clear();

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => this[item.Key] = item.Value;

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) => _properties.Contains(item);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).Remove(item);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    private T Get<T>(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return _properties.GetValueOrDefault(key) switch
        {
            null => default,
            T value => value,
            object other => throw new InvalidOperationException($"Cannot return {typeof(T)} type for a {other.GetType()} typed property."),
        };
    }
}
