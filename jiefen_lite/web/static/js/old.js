/* Only browsers too old for this site run this file (nomodule): tell them what to switch to. */
(function () {
  var note = document.createElement('div');
  note.className = 'old-browser';
  note.appendChild(document.createTextNode(
    '您的浏览器正在“兼容模式”下运行，页面可能显示不全。请点地址栏右侧的模式图标，切换到“极速模式”。'));
  document.body.insertBefore(note, document.body.firstChild);
}());
